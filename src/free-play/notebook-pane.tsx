import { Download, FileUp, Link, Package, Play, Square, X } from 'lucide'
import { Fragment } from 'preact'
import { useRef } from 'preact/hooks'
import { useLinks } from '../lessons/follow-link.ts'
import type { Page } from '../session/page.ts'
import { ask } from '../ui/ask-dialog.tsx'
import { pickFile, saveFile } from '../ui/files.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { copied, showLink } from '../ui/link-dialog.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { t } from '../ui/strings.ts'
import { ItemView, Removed } from './item-view.tsx'
import type { Notebook } from './notebook.ts'
import { cellNames, type Item } from './notebook-text.ts'
import { RunAll } from './run-all.ts'
import { checkedParts, toFragment } from './share.ts'
import { f } from './words.ts'
import './free-play.css'

/** What the learner's notebook needs beside itself: whether a link or a file brought another one. */
export interface FreePlay {
  readonly notebook: Notebook
  /** A notebook that a link or a file brought, as Markdown. */
  readonly offered: string | null
}

/** The lesson pane while the learner plays freely. */
export function NotebookPane({ page, play }: { page: Page; play: FreePlay }) {
  const { notebook } = play
  const items = notebook.items.value
  const names = cellNames(items)
  const removed = notebook.removed.value
  const removedAt = removed?.at ?? -1
  const whole = useRef<HTMLElement>(null)
  const fresh = useRef(-1)
  const add = (after: number, kind: Kind) => void (fresh.current = notebook.add(after, kind))
  const putBack = () => {
    fresh.current = removed?.item.key ?? -1
    notebook.putBack()
  }
  useLinks(page, whole)
  usePageTitle(f('Free play'))
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
        <Adders add={(kind) => add(-1, kind)} />
        {items.map((item, i) => (
          <Fragment key={item.key}>
            {removedAt === i && <Removed key={removed?.item.key} putBack={putBack} />}
            <ItemView
              page={page}
              notebook={notebook}
              item={item}
              name={names[i] ?? ''}
              isNew={item.key === fresh.current}
            />
          </Fragment>
        ))}
        {removedAt >= items.length && <Removed key={removed?.item.key} putBack={putBack} />}
        {items.length > 0 && <Adders add={(kind) => add(items.at(-1)?.key ?? -1, kind)} />}
      </div>
    </section>
  )
}

type Kind = Item['kind']

function Adders({ add }: { add: (kind: Kind) => void }) {
  return (
    <div class="adders">
      <button type="button" onClick={() => add('text')}>{`+ ${f('Add text')}`}</button>
      <button type="button" onClick={() => add('commands')}>{`+ ${f('Add commands')}`}</button>
      <button type="button" onClick={() => add('cell')}>{`+ ${f('Add a cell')}`}</button>
    </div>
  )
}

function Bar({ page, notebook }: { page: Page; notebook: Notebook }) {
  const all = RunAll.of(page, notebook)
  const say = (text: string) => void (all.said.value = text)
  const tell = (work: Promise<string>) => void work.then(say, (error: Error) => say(error.message))
  const place = all.place.value
  const tools = [
    place
      ? { icon: Square, text: f('Stop'), run: () => all.stop() }
      : { icon: Play, text: f('Run all'), run: () => void all.start().catch((error: Error) => say(error.message)) },
    { icon: Link, text: f('Copy as a link'), run: () => tell(copyLink(notebook)) },
    { icon: Download, text: f('Save as a file'), run: () => save(notebook) },
    { icon: FileUp, text: f('Open a file'), run: () => tell(open(page, notebook)) },
    { icon: Package, text: f('Save as a Node project'), run: () => askForProject(notebook, tell) },
    { icon: X, text: f('Back to the lessons'), run: () => void (page.freePlay.value = null) },
  ]
  return (
    <header class="free-play-bar">
      <b>{f('Free play')}</b>
      <span class="dim grow" role="status">
        {place ? `${f('Running')} ${place.number}/${place.of} …` : all.said.value}
      </span>
      {tools.map(({ icon, text, run }, i) => (
        <IconButton
          key={i}
          icon={icon}
          text={text}
          onClick={({ detail }) => {
            // The second click of two that were meant for Run all is none for Stop, in whose place that came.
            if (detail < 2) run()
          }}
        />
      ))}
    </header>
  )
}

function Offer({ page, notebook, offered }: { page: Page; notebook: Notebook; offered: string }) {
  const notice = useRef<HTMLDivElement>(null)
  const answer = (take: boolean) => {
    // The question goes: the keyboard goes on in the notebook.
    notice.current?.parentElement?.querySelector<HTMLElement>('.prose')?.focus()
    if (take) notebook.replace(offered)
    page.freePlay.value = { notebook, offered: null }
  }
  return (
    <div class="notice start" role="status" ref={notice}>
      <p>{f('Another notebook is there. It takes the place of yours, which is saved as a file first if you like.')}</p>
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

async function copyLink(notebook: Notebook): Promise<string> {
  const url = new URL(location.href)
  url.search = ''
  url.hash = `notebook=${toFragment(notebook.markdown)}`
  if (await copied(url.href)) return f('Link copied')
  showLink(url.href)
  return ''
}

function save(notebook: Notebook): void {
  saveFile('notebook.md', 'text/markdown', new TextEncoder().encode(notebook.markdown))
}

/** A file's notebook is offered, as that of a link is: it takes the place of the learner's own. */
async function open(page: Page, notebook: Notebook): Promise<string> {
  const file = await pickFile('.md')
  if (!file) return ''
  if (file.size > 1024 * 1024) throw new Error(`${file.name}${t(': ')}${f('larger than 1 MB')}`)
  const text = await file.text()
  if (checkedParts(text).length === 0) throw new Error(`${file.name}${t(': ')}${f('there is nothing in it')}`)
  page.freePlay.value = { notebook, offered: text }
  return file.name
}

function askForProject(notebook: Notebook, tell: (work: Promise<string>) => void): void {
  ask({
    title: f('Save as a Node project'),
    field: { label: f('Name of the project'), value: 'my-notebook' },
    yes: f('Save'),
    act: (typed) => {
      const name = typed.trim()
      if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(name)) return f('A name has small letters, digits and hyphens')
      tell(saveProject(name, notebook))
      return undefined
    },
  })
}

async function saveProject(name: string, notebook: Notebook): Promise<string> {
  const { nodeProject } = await import('./node-project.ts')
  saveFile(`${name}.zip`, 'application/zip', await nodeProject(name, notebook.items.peek()))
  return `${name}.zip`
}
