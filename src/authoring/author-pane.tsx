import { Download, FilePlus, Trash2, X } from 'lucide'
import { LessonPane } from '../lessons/lesson-pane.tsx'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { ask } from '../ui/ask-dialog.tsx'
import { saveFile } from '../ui/files.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Tabs } from '../ui/tabs.tsx'
import type { Author, AuthorTab } from './author.ts'
import type { Draft, WhyNot } from './draft.ts'
import { exportName, exportPack } from './export-pack.ts'
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
          <Files author={author} />
        )}
        <button type="button" title={a('Stop writing')} aria-label={a('Stop writing')} onClick={() => author.close()}>
          <Icon icon={X} />
        </button>
      </Tabs>
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

/** A click on a goal leads to where it is written. */
function landFrom(author: Author, clicked: HTMLElement): void {
  const line = clicked.closest<HTMLElement>('.goals li[data-line]')?.dataset['line']
  if (line !== undefined) author.land(Number(line))
}

function Files({ author: { draft } }: { author: Author }) {
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
      <IconButton icon={Download} text={a('Export the pack …')} onClick={() => save(draft)} />
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
    text: `${draft.path.peek()}: ${a('what is written in it is gone then.')}`,
    yes: a('Remove it'),
    act: () => told(draft.remove()),
  })
}

/** The name that the pack was given last. */
let packName = 'my-pack'

function save(draft: Draft): void {
  ask({
    title: a('Export the pack …').replace(/ ?…+/, ''),
    field: { label: a('Name of the pack (letters, digits, hyphens)'), value: packName },
    yes: a('Export'),
    act: (typed) => {
      const name = exportName(typed)
      if (name === null) return a('A name has letters, digits and hyphens alone, 64 at most; “draft” is taken.')
      packName = name
      saveFile(`${name}.zip`, 'application/zip', exportPack(name, name, draft.sources.peek()))
      return undefined
    },
  })
}
