import { Download, FilePlus, Trash2, X } from 'lucide'
import { useState } from 'preact/hooks'
import { LessonPane } from '../lessons/lesson-pane.tsx'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { saveFile } from '../ui/files.ts'
import { Icon } from '../ui/icon.tsx'
import { Tabs } from '../ui/tabs.tsx'
import type { Author, AuthorTab } from './author.ts'
import { exportPack } from './export-pack.ts'
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
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the lines are listed beneath the source for the keyboard */}
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
      <IconButton icon={FilePlus} text={a('Add a lesson')} run={() => add(draft)} />
      <IconButton icon={Trash2} text={a('Remove this file')} run={() => draft.remove()} />
      <ExportButton sources={draft.sources.value} />
    </>
  )
}

function IconButton({ icon, text, run }: { icon: typeof X; text: string; run: () => void }) {
  return (
    <button type="button" title={text} aria-label={text} onClick={run}>
      <Icon icon={icon} />
    </button>
  )
}

/** Asks for the lesson's id; the same id again makes it in the other language. */
function add(draft: Author['draft']): void {
  const id = prompt(a('new lesson: track/01-name'), draft.id)?.trim()
  if (!id) return
  const first = language.peek()
  const why = draft.add(id, first) && draft.add(id, first === 'en' ? 'zh' : 'en')
  if (why) alert(why)
}

function ExportButton({ sources }: { sources: ReadonlyMap<string, string> }) {
  const [name, setName] = useState('my-pack')
  const run = () => {
    const wanted = prompt(a('Name of the pack (letters, digits, hyphens)'), name)?.trim()
    if (!wanted || !/^[\w-]{1,64}$/.test(wanted)) return
    setName(wanted)
    saveFile(`${wanted}.zip`, 'application/zip', exportPack(wanted, wanted, sources))
  }
  return <IconButton icon={Download} text={a('Export the pack …')} run={run} />
}
