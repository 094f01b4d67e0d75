import { Download, FilePlus, FolderOpen, Trash2, Undo2, X } from 'lucide'
import { useEffect } from 'preact/hooks'
import { LessonPane } from '../lessons/lesson-pane.tsx'
import { reasonText } from '../packs/words.ts'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { ask } from '../ui/ask-dialog.tsx'
import { pickFile } from '../ui/files.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { t } from '../ui/strings.ts'
import { Tabs } from '../ui/tabs.tsx'
import type { Author, AuthorTab } from './author.ts'
import type { Draft, WhyNot } from './draft.ts'
import { exportDraft } from './pack-file-dialog.tsx'
import { ProofView } from './proof-view.tsx'
import { SourceView } from './source-view.tsx'
import { a } from './words.ts'
import './author.css'

/** The lesson pane while lessons are written: the lesson as learners will see it, its source, its proof. */
export function AuthorPane({ page, author }: { page: Page; author: Author }) {
  const { draft } = author
  const problems = draft.problems.value.length
  const tabs = [
    { id: 'preview', title: a('Preview') },
    { id: 'source', title: problems > 0 ? `${a('Source')} (${problems})` : a('Source') },
    { id: 'proof', title: a('Proof') },
  ] as const
  const tab = author.tab.value
  return (
    <section class="author" aria-label={a('authoring')}>
      <Tabs<AuthorTab>
        label={a('authoring')}
        tabs={tabs}
        selected={tab}
        panels="author"
        onSelect={(id) => {
          author.tab.value = id
        }}
      >
        <span class="grow" />
        {draft.isWatched ? (
          <span class="dim">{a('Written elsewhere; shown as it is saved.')}</span>
        ) : (
          <Files page={page} author={author} />
        )}
        <button type="button" title={a('Stop writing')} aria-label={a('Stop writing')} onClick={() => author.close()}>
          <Icon icon={X} />
        </button>
      </Tabs>
      {!draft.isKept.value && <NotKept />}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the goals are listed beneath the source for the keyboard */}
      <div
        class="author-panel"
        id={`author-${tab}`}
        role="tabpanel"
        aria-labelledby={`author-tab-${tab}`}
        onClick={(event) => tab === 'preview' && landFrom(author, event.target as HTMLElement)}
      >
        {tab === 'preview' && <LessonPane page={page} />}
        {tab === 'source' && <SourceView author={author} />}
        {tab === 'proof' && <ProofView author={author} />}
      </div>
    </section>
  )
}

/** What is written would be lost with the page: the browser asks before it goes. */
function NotKept() {
  useEffect(() => {
    const warn = (event: Event) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [])
  return (
    <p class="notice bad" role="alert">
      {a('This browser has no room for what you write: it is lost when the page goes. Export the pack.')}
    </p>
  )
}

/** A click on a goal leads to where it is written. */
function landFrom(author: Author, clicked: HTMLElement): void {
  const line = clicked.closest<HTMLElement>('.goals li[data-line]')?.dataset['line']
  if (line !== undefined) author.land(Number(line))
}

function Files({ page, author: { draft } }: { page: Page; author: Author }) {
  return (
    <>
      <select
        aria-label={a('file')}
        value={draft.path.value}
        onChange={(event) => {
          draft.path.value = event.currentTarget.value
        }}
      >
        {[...draft.sources.value.keys()].sort().map((path) => (
          <option key={path} value={path}>
            {path}
          </option>
        ))}
      </select>
      <IconButton icon={FilePlus} text={a('Add a lesson')} onClick={() => add(draft)} />
      <IconButton icon={Trash2} text={a('Remove this file')} onClick={() => remove(draft)} />
      {draft.undoable.value && (
        <IconButton icon={Undo2} text={a('Put back what was taken away')} onClick={() => draft.putBack()} />
      )}
      <IconButton icon={FolderOpen} text={a('Open a pack to write on …')} onClick={() => void openPack(page, draft)} />
      <IconButton icon={Download} text={a('Export the pack …')} onClick={() => exportDraft(draft)} />
    </>
  )
}

const WHY = {
  'no id': 'It is called by a track and a name: letters, digits, hyphens.',
  'there is one': 'There is such a lesson already, in both languages.',
  'the last file stays': 'It is the only one: add another first.',
} as const satisfies { readonly [why in WhyNot]: string }

function told(why: WhyNot | null): string | undefined {
  return why === null ? undefined : a(WHY[why])
}

/** Asks for the lesson's id; the same id again makes it in the other language. */
function add(draft: Draft): void {
  const addNamed = (typed: string) => {
    const id = typed.trim()
    const first = language.peek()
    return draft.add(id, first) && draft.add(id, first === 'en' ? 'zh' : 'en')
  }
  ask({
    title: a('Add a lesson'),
    field: { label: a('new lesson: track/01-name'), value: draft.id },
    yes: a('Add'),
    act: (typed) => told(addNamed(typed)),
  })
}

function remove(draft: Draft): void {
  ask({
    title: a('Remove this file?'),
    text: `${draft.path.peek()}${t(': ')}${a('it can be put back until the page is left.')}`,
    yes: a('Remove it'),
    act: () => told(draft.remove()),
  })
}

/** A pack that was exported, in the place of the draft, which can be put back. */
async function openPack(page: Page, draft: Draft): Promise<void> {
  const file = await pickFile('.zip')
  if (!file) return
  try {
    const { draftIn } = await import('./import-pack.ts')
    draft.open(await draftIn(new Uint8Array(await file.arrayBuffer())))
  } catch (error) {
    const { message } = error as Error
    page.problem.value = () => reasonText(message)
  }
}
