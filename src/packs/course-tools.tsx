import { BookA, BookOpen, Check, Download, Link, Locate, PackageOpen, PenLine, Presentation, Upload } from 'lucide'
import { useState } from 'preact/hooks'
import { loadProgress, saveProgress } from '../lessons/progress-transfer.ts'
import { placeIn } from '../lessons/reading-place.ts'
import { setLargeType, withoutLargeType } from '../session/large-type.ts'
import type { Page } from '../session/page.ts'
import { addressOf } from '../session/place-address.ts'
import { type LocalText, presenting } from '../session/settings.ts'
import { closePack } from '../session/show-other.ts'
import { isFromFile } from '../session/shown-address.ts'
import { Icon } from '../ui/icon.tsx'
import { copied, showLink } from '../ui/link-dialog.tsx'
import { t } from '../ui/strings.ts'
import { GlossaryDialog } from './glossary-dialog.tsx'
import { PackDialog } from './pack-dialog.tsx'
import { p, reasonText } from './words.ts'
import './packs.css'
import '../ui/dialog.css'

/** Below the list of lessons: what is done with the course as a whole. */
export function CourseTools({ page, close }: { page: Page; close: () => void }) {
  const [opening, setOpening] = useState(false)
  const [reading, setReading] = useState(false)
  const [said, setSaid] = useState<{ readonly text: LocalText }>({ text: () => '' })
  const say = (text: LocalText) => setSaid({ text })
  const then = (run: () => unknown) => () => {
    run()
    close()
  }
  // The tool that opened a dialog is gone with the list: the keyboard goes on where the list was opened.
  const done = (run: () => unknown) =>
    then(() => {
      run()
      document.querySelector<HTMLElement>('.lesson-menu > button')?.focus()
    })
  const copyLink = async (line: number) => {
    const why = noLink(page)
    if (why) return say(() => p(why))
    const now = withoutLargeType(location.href)
    const href = addressOf(now, page.lesson.id, line > 0 ? { line } : {})
    if (await copied(href)) say(() => `${p('Copied')}${t(': ')}${new URL(href).hash}`)
    else done(() => showLink(href))()
  }
  return (
    <section class="course-tools">
      <Tool icon={BookA} text={p('Glossary …')} run={() => setReading(true)} />
      <Tool icon={Link} text={p('Copy the link to this lesson')} run={() => void copyLink(0)} />
      <Tool icon={Locate} text={p('Copy the link to this place')} run={() => void copyLink(placeIn(page.lesson.key))} />
      <Tool icon={PackageOpen} text={p('Open a pack …')} run={() => setOpening(true)} />
      {!page.lesson.isOwnCourse && (
        <Tool icon={BookOpen} text={p('Back to the Logbook course')} run={then(() => closePack(page))} />
      )}
      <Tool icon={PenLine} text={p('Write lessons …')} run={then(() => void write(page))} />
      <Tool icon={Download} text={p('Save progress …')} run={then(() => saveProgress(page))} />
      <Tool icon={Upload} text={p('Load progress …')} run={() => void load(page, say)} />
      <Tool
        icon={presenting.value ? Check : Presentation}
        text={p('Large type')}
        pressed={presenting.value}
        run={() => setLargeType(!presenting.value)}
      />
      <p class="said" role="status">
        {said.text()}
      </p>
      {reading && <GlossaryDialog page={page} close={done(() => setReading(false))} />}
      {opening && <PackDialog page={page} close={done(() => setOpening(false))} />}
    </section>
  )
}

/** Why what is shown has no link. */
function noLink({ author, lesson }: Page) {
  if (author.value) return 'Lessons that are being written have no link: export the pack.'
  if (isFromFile(lesson)) return 'A pack from a file has no link: whoever is to open it needs the file, or its address.'
  return null
}

type IconNode = typeof BookOpen

function Tool({ icon, text, run, pressed }: { icon: IconNode; text: string; run: () => void; pressed?: boolean }) {
  return (
    <button type="button" onClick={run} {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}>
      <Icon icon={icon} />
      <span class="grow">{text}</span>
    </button>
  )
}

async function write(page: Page): Promise<void> {
  const { writeHere } = await import('../authoring/author.ts')
  writeHere(page)
}

async function load(page: Page, say: (text: LocalText) => void): Promise<void> {
  try {
    if (await loadProgress(page)) say(() => p('Progress was taken over.'))
  } catch (error) {
    const { message } = error as Error
    say(() => reasonText(message))
  }
}
