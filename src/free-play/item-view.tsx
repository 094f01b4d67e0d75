import { ArrowDown, ArrowUp, Pencil, Trash2 } from 'lucide'
import MarkdownIt from 'markdown-it'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { aligned } from '../lessons/aligned.ts'
import { CodeBlock } from '../lessons/code-block.tsx'
import { Html } from '../lessons/html.tsx'
import { linked } from '../lessons/linked.ts'
import { runLines } from '../lessons/run-lines.ts'
import { w } from '../lessons/words.ts'
import { CellOf } from '../notebook/cell.tsx'
import { ownCell } from '../notebook/cell-session.ts'
import type { Page } from '../session/page.ts'
import { IconButton } from '../ui/icon-button.tsx'
import type { KeyedItem } from './keep-keys.ts'
import { cellId, type Notebook } from './notebook.ts'
import { f } from './words.ts'

const markdown = linked(aligned(new MarkdownIt({ html: false, linkify: false })))

interface ItemProps {
  readonly page: Page
  readonly notebook: Notebook
  readonly item: KeyedItem
  /** What it is called if it is a cell: the name that its file has in a Node project. */
  readonly name: string
}

interface ItemViewProps extends ItemProps {
  /** It was just added, or put back: the keyboard goes on in it. */
  readonly isNew: boolean
}

/** One piece of the notebook with its tools. */
export function ItemView({ page, notebook, item, name, isNew }: ItemViewProps) {
  const [editing, setEditing] = useState(item.source === '' && item.kind !== 'cell')
  const box = useRef<HTMLDivElement>(null)
  const { key, kind } = item
  const takesFocus = useRef(isNew)
  useLayoutEffect(() => {
    const place = kind === 'cell' ? '.cell-code' : editing ? 'textarea' : '.item-tools button'
    if (takesFocus.current) box.current?.querySelector<HTMLElement>(place)?.focus()
    // What has the keyboard goes away when the item is edited, and when that is done.
    takesFocus.current = true
  }, [editing])
  const tools = [
    ...(kind === 'cell'
      ? []
      : [{ icon: Pencil, text: editing ? f('Done') : f('Edit'), run: () => setEditing(!editing) }]),
    { icon: ArrowUp, text: f('Move up'), run: () => notebook.move(key, -1) },
    { icon: ArrowDown, text: f('Move down'), run: () => notebook.move(key, 1) },
    { icon: Trash2, text: f('Remove'), run: () => notebook.remove(key) },
  ]
  return (
    <div class="item" ref={box}>
      <div class="item-tools">
        {tools.map(({ icon, text, run }, i) => (
          <IconButton
            key={i}
            icon={icon}
            text={text}
            onClick={({ currentTarget }) => {
              run()
              // What is moved about in the page loses the keyboard.
              if (icon !== Pencil) requestAnimationFrame(() => currentTarget.focus())
            }}
          />
        ))}
      </div>
      {kind === 'cell' ? (
        <CellItem page={page} notebook={notebook} item={item} name={name} />
      ) : editing ? (
        <Source notebook={notebook} item={item} done={() => setEditing(false)} />
      ) : (
        <Shown page={page} item={item} edit={() => setEditing(true)} />
      )}
    </div>
  )
}

/** Where an item was that is gone. */
export function Removed({ putBack }: { putBack: () => void }) {
  const undo = useRef<HTMLButtonElement>(null)
  // The button that removed it is gone: the keyboard goes on here.
  useLayoutEffect(() => undo.current?.focus(), [])
  return (
    <div class="removed" role="status">
      {f('Removed.')}{' '}
      <button type="button" class="link" ref={undo} onClick={putBack}>
        {f('Undo')}
      </button>
    </div>
  )
}

function Shown({ page, item: { kind, source }, edit }: { page: Page; item: KeyedItem; edit: () => void }) {
  if (kind === 'commands') {
    const run = () => runLines(page, source)
    return <CodeBlock label={w('terminal')} code={source} run={{ how: 'Run', do: run }} />
  }
  if (source.trim() === '') return <p class="dim">{f('Empty text')}</p>
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pencil does the same for the keyboard
    <div onDblClick={edit}>
      <Html class="text" html={markdown.render(source)} />
    </div>
  )
}

function Source({ notebook, item, done }: { notebook: Notebook; item: KeyedItem; done: () => void }) {
  const rows = Math.max(3, item.source.split('\n').length + 1)
  return (
    <textarea
      class="mono"
      rows={rows}
      value={item.source}
      aria-label={f('Edit')}
      onInput={(event) => notebook.change(item.key, event.currentTarget.value)}
      onKeyDown={(event) => {
        // Those of an input method end what it is about, not the editing.
        if (event.isComposing || (event.key !== 'Escape' && !(event.key === 'Enter' && event.shiftKey))) return
        event.preventDefault()
        done()
      }}
    />
  )
}

/** What is typed into a cell is the notebook's. */
function CellItem({ page, notebook, item, name }: ItemProps) {
  const id = cellId(item.key)
  const session = ownCell(page, id, item.source)
  useEffect(() => session.code.subscribe((code) => notebook.change(item.key, code)), [session])
  return <CellOf page={page} id={id} name={name} session={session} />
}
