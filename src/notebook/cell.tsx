import { ArrowLeftRight, Play, RotateCcw, RotateCw, Square } from 'lucide'
import { useRef } from 'preact/hooks'
import { showRequests } from '../session/links.ts'
import type { Page } from '../session/page.ts'
import { Icon } from '../ui/icon.tsx'
import { CellOutput } from './cell-output.tsx'
import { type CellResult, type CellSession, cellSession, shownCell } from './cell-session.ts'
import { type CodeHandle, CodeView } from './code-view.tsx'
import { n } from './words.ts'
import './cell.css'

/**
 * A piece of a lesson that runs real client code, and can be edited. `id` is unique over all lessons (`lesson/name`);
 * under it the learner's code is kept.
 */
export function Cell({ page, id, name, code }: { page: Page; id: string; name: string; code: string }) {
  return <CellOf page={page} id={id} name={name} session={cellSession(page, id, code)} />
}

interface CellProps {
  readonly page: Page
  readonly id: string
  readonly name: string
  readonly session: CellSession
}

/** A cell of any origin. */
export function CellOf({ page, id, name, session }: CellProps) {
  const handle = useRef<CodeHandle>(null)
  const items = session.output.value
  return (
    <figure
      class="cell"
      aria-label={`${name}.ts`}
      data-cell={id}
      data-state={session.state.value}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !event.shiftKey || inEditor(event)) return
        event.preventDefault()
        if (!event.repeat) void session.run()
      }}
    >
      <Bar session={session} name={name} />
      <CodeView key={id} session={session} id={id} name={name} handle={handle} />
      {items.length > 0 && (
        <CellOutput
          name={name}
          items={items}
          goTo={(line) => handle.current?.edit(line)}
          isThere={({ topic, partition }) =>
            page.inspector.state.peek().topics.get(topic)?.partitions[partition] !== undefined
          }
        />
      )}
    </figure>
  )
}

/** Runs a cell of a lesson as the learner's hands would: with the learner's code, seen where the cell is shown. */
export function runCell(page: Page, id: string, code: string): Promise<CellResult> {
  return (shownCell(id) ?? cellSession(page, id, code)).run()
}

function inEditor(event: KeyboardEvent): boolean {
  return (event.target as HTMLElement).closest('.monaco-editor') !== null
}

function Bar({ session, name }: { session: CellSession; name: string }) {
  const state = session.state.value
  return (
    <figcaption class="bar">
      {name}.ts
      <span class="grow" />
      <Status session={session} />
      {session.peers.value.size > 0 && (
        <button
          type="button"
          title={n('Requests of the cell')}
          onClick={() => showRequests({ text: `${name}.ts`, peers: session.peers })}
        >
          <Icon icon={ArrowLeftRight} /> {n('Requests')}
        </button>
      )}
      {(session.isEdited || session.output.value.length > 0) && (
        <button
          type="button"
          title={session.isOwn ? n('Take away what it put out') : n('Back to the code of the lesson')}
          onClick={({ currentTarget }) => {
            toRun(currentTarget)
            session.reset()
          }}
        >
          <Icon icon={RotateCcw} /> {session.isOwn ? n('Clear') : n('Reset')}
        </button>
      )}
      <button
        type="button"
        class={`start ${state === 'idle' ? 'run' : ''}`}
        title={state === 'idle' ? n('Run the cell (Shift+Enter)') : n('Stop it and run it from its start')}
        onClick={({ detail }) => detail > 1 || void session.run()}
      >
        <Icon icon={state === 'idle' ? Play : RotateCw} /> {state === 'idle' ? n('Run') : n('Restart')}
      </button>
      {state !== 'idle' && (
        <button
          type="button"
          class="stop"
          title={n('Stop it at once')}
          onClick={({ currentTarget, detail }) => {
            // The second click of two that were meant for Run, in whose place this came.
            if (detail > 1) return
            toRun(currentTarget)
            session.stop()
          }}
        >
          <Icon icon={Square} /> {n('Stop')}
        </button>
      )}
    </figcaption>
  )
}

/** A button that goes when it is pressed hands the keyboard on to the one that stays. */
function toRun(pressed: HTMLElement): void {
  pressed.parentElement?.querySelector<HTMLElement>('.start')?.focus()
}

function Status({ session }: { session: CellSession }) {
  const took = session.took.value
  const ran = took === null ? '' : `${n('ran in')} ${took < 10 ? took.toFixed(1) : Math.round(took)} ms`
  const words = {
    idle: ran,
    loading: n('starting …'),
    running: n('running …'),
    background: `${ran} · ${n('goes on in the background')}`,
  }
  return (
    <span class="status" aria-live="polite">
      {words[session.state.value]}
    </span>
  )
}
