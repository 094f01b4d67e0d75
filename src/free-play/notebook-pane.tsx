import { Download, FileUp, Link, Package, Play, X } from 'lucide'
import { useRef, useState } from 'preact/hooks'
import { useLinks } from '../lessons/follow-link.ts'
import { runCell } from '../notebook/cell.tsx'
import type { Page } from '../session/page.ts'
import { pickFile, saveFile } from '../ui/files.ts'
import { Icon } from '../ui/icon.tsx'
import { ItemView } from './item-view.tsx'
import { cellId, type Notebook } from './notebook.ts'
import { fromMarkdown } from './notebook-text.ts'
import { toFragment } from './share.ts'
import { f } from './words.ts'
import './free-play.css'

/** What the learner's notebook needs beside itself: whether a link brought another one. */
export interface FreePlay {
  readonly notebook: Notebook
  /** A notebook that a link brought, as Markdown. */
  readonly offered: string | null
}

/** The lesson pane while the learner plays freely. */
export function NotebookPane({ page, play }: { page: Page; play: FreePlay }) {
  const { notebook } = play
  const items = notebook.items.value
  const whole = useRef<HTMLElement>(null)
  useLinks(page, whole, () => '')
  return (
    <section class="free-play" ref={whole} aria-label={f('Free play')}>
      <Bar page={page} notebook={notebook} />
      {play.offered !== null && <Offer page={page} notebook={notebook} offered={play.offered} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <div class="prose" tabIndex={0}>
        {items.length === 0 && (
          <div class="empty">
            <b>{f('This notebook is empty')}</b>
            {f('Text in Markdown, commands for the terminal, cells of TypeScript: it is kept in this browser.')}
          </div>
        )}
        <Adders add={(kind) => notebook.add(-1, kind)} />
        {items.map((item) => (
          <ItemView key={item.key} page={page} notebook={notebook} item={item} />
        ))}
        {items.length > 0 && <Adders add={(kind) => notebook.add(items.at(-1)?.key ?? -1, kind)} />}
      </div>
    </section>
  )
}

type Add = (kind: 'text' | 'cell' | 'commands') => void

function Adders({ add }: { add: Add }) {
  return (
    <div class="adders">
      <button type="button" onClick={() => add('text')}>{`+ ${f('Add text')}`}</button>
      <button type="button" onClick={() => add('commands')}>{`+ ${f('Add commands')}`}</button>
      <button type="button" onClick={() => add('cell')}>{`+ ${f('Add a cell')}`}</button>
    </div>
  )
}

function Bar({ page, notebook }: { page: Page; notebook: Notebook }) {
  const [said, setSaid] = useState('')
  const tell = (work: Promise<string>) => void work.then(setSaid, (error: Error) => setSaid(error.message))
  const tools = [
    { icon: Play, text: f('Run all'), run: () => void runAll(page, notebook) },
    { icon: Link, text: f('Copy as a link'), run: () => tell(copyLink(notebook)) },
    { icon: Download, text: f('Save as a file'), run: () => save(notebook) },
    { icon: FileUp, text: f('Open a file'), run: () => tell(open(notebook)) },
    { icon: Package, text: f('Save as a Node project'), run: () => tell(project(notebook)) },
    { icon: X, text: f('Back to the lessons'), run: () => void (page.freePlay.value = null) },
  ]
  return (
    <header class="free-play-bar">
      <b>{f('Free play')}</b>
      <span class="dim grow" role="status">
        {said}
      </span>
      {tools.map(({ icon, text, run }) => (
        <button type="button" key={text} title={text} aria-label={text} onClick={run}>
          <Icon icon={icon} />
        </button>
      ))}
    </header>
  )
}

function Offer({ page, notebook, offered }: { page: Page; notebook: Notebook; offered: string }) {
  const answer = (take: boolean) => {
    if (take) notebook.replace(offered)
    page.freePlay.value = { notebook, offered: null }
  }
  return (
    <div class="notice start" role="status">
      <p>
        {f('This link brings a notebook. It takes the place of yours, which is saved as a file first if you like.')}
      </p>
      <button type="button" class="secondary" onClick={() => save(notebook)}>
        {f('Save as a file')}
      </button>
      <button type="button" class="secondary" onClick={() => answer(false)}>
        {f('Keep mine')}
      </button>
      <button type="button" class="primary" onClick={() => answer(true)}>
        {f('Take it')}
      </button>
    </div>
  )
}

/** Cells one after the other, commands typed in the terminal between them. */
async function runAll(page: Page, notebook: Notebook): Promise<void> {
  for (const { kind, key, source } of notebook.items.peek()) {
    if (kind === 'commands') await page.terminal.capture(source)
    if (kind === 'cell' && (await runCell(page, cellId(key), source)).error !== null) return
  }
}

async function copyLink(notebook: Notebook): Promise<string> {
  const url = new URL(location.href)
  url.search = ''
  url.hash = `notebook=${toFragment(notebook.markdown)}`
  await navigator.clipboard.writeText(url.href)
  return f('Link copied')
}

function save(notebook: Notebook): void {
  saveFile('notebook.md', 'text/markdown', new TextEncoder().encode(notebook.markdown))
}

async function open(notebook: Notebook): Promise<string> {
  const file = await pickFile('.md')
  if (!file) return ''
  if (file.size > 1024 * 1024) throw new Error(`${file.name}: ${f('larger than 1 MB')}`)
  const text = await file.text()
  if (fromMarkdown(text).length === 0) throw new Error(`${file.name}: ${f('there is nothing in it')}`)
  notebook.replace(text)
  return file.name
}

async function project(notebook: Notebook): Promise<string> {
  const name = prompt(f('Name of the project'), 'my-notebook')?.trim() ?? ''
  if (name === '') return ''
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(name)) throw new Error(f('A name has small letters, digits and hyphens'))
  const { nodeProject } = await import('./node-project.ts')
  saveFile(`${name}.zip`, 'application/zip', await nodeProject(name, notebook.items.peek()))
  return `${name}.zip`
}
