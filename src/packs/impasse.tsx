import { useEffect, useRef } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import type { LocalText } from '../session/settings.ts'
import { missingText } from '../session/shown-address.ts'
import { showDialog } from '../ui/show-dialog.ts'
import { p } from './words.ts'
import './packs.css'
import '../ui/dialog.css'

/** A way out that the learner may take. */
interface Way {
  readonly text: LocalText
  readonly go: () => void
}

/** What the address asks for is not there. */
interface Impasse {
  readonly title: LocalText
  readonly why: LocalText
  readonly ways: readonly Way[]
}

/**
 * Says why the pack of the address is not there; resolves with whether it is to be tried again. In a frame there is nothing else
 * to do. `why`: null when it was stopped.
 */
export async function packFailed(
  page: Page,
  why: string | LocalText | null,
  { embed }: { readonly embed: boolean },
): Promise<boolean> {
  let isAgain = false
  const again = { text: () => p('Try again'), go: () => void (isAgain = true) }
  const leave = { text: () => p('To the Logbook course'), go: () => {} }
  const reason = () => (typeof why === 'function' ? why() : (why ?? p('It was stopped.')))
  await atImpasse(page, {
    title: () => p('These lessons could not be fetched'),
    why: reason,
    ways: embed ? [again] : [leave, again],
  })
  return isAgain
}

/** Says that there is no such lesson; resolves when another one is chosen. */
export function lessonMissing(page: Page, id: string): Promise<void> {
  const { lesson } = page
  const go = () => void lesson.go(lesson.library.entries[0]?.id ?? '')
  const title = () => missingText(id)
  return atImpasse(page, {
    title,
    why: () => p('The address of this page names it.'),
    ways: [{ text: () => p('To its first lesson'), go }],
  })
}

/** Resolves when a way is taken: one of these, the browser's Back, or another lesson that is chosen. */
function atImpasse({ lesson }: Page, impasse: Impasse): Promise<void> {
  const before = lesson.chosen.peek()
  return new Promise((resolve) => {
    const over = new AbortController()
    const end = () => {
      over.abort()
      stop()
      close()
      resolve()
    }
    const stop = lesson.chosen.subscribe((chosen) => chosen > before && end())
    addEventListener('popstate', end, { signal: over.signal })
    const close = showDialog(() => <ImpasseDialog impasse={impasse} end={end} />)
  })
}

function ImpasseDialog({ impasse: { title, why, ways }, end }: { impasse: Impasse; end: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      class="impasse"
      aria-labelledby="impasse-title"
      onCancel={(event) => event.preventDefault()}
      onClose={end}
    >
      <h2 id="impasse-title">{title()}</h2>
      <pre class="problem">{why()}</pre>
      <div class="actions">
        {ways.map(({ text, go }, i) => (
          <button
            type="button"
            key={text()}
            class={i === ways.length - 1 ? 'primary' : 'secondary'}
            onClick={() => {
              go()
              dialog.current?.close()
            }}
          >
            {text()}
          </button>
        ))}
      </div>
    </dialog>
  )
}
