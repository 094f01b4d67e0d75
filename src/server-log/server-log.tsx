import { useSignal } from '@preact/signals'
import { X } from 'lucide'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { shownLog } from '../session/selection.ts'
import { counted } from '../ui/counted.ts'
import { count } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import '../ui/views.css'
import { drawn, forgotten, type Line, linesOf } from './lines.ts'
import './server-log.css'
import { s } from './words.ts'

const TROUBLE = /^(WARN|ERROR|FATAL)$/

/** What a node wrote into its server log since the page was opened, over its restarts; it follows the end unless the reader scrolled up. */
export function ServerLog({ page, nodeId }: { page: Page; nodeId: number }) {
  const words = useSignal('')
  const trouble = useSignal(false)
  const section = useRef<HTMLElement>(null)
  const all = useNumbered(nodeId, page.events.serverLogs.value.get(nodeId) ?? NONE)
  const wanted = words.value.toLowerCase()
  const found = all.filter(
    ({ level, text }) => (!trouble.value || TROUBLE.test(level)) && text.toLowerCase().includes(wanted),
  )
  useLayoutEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' })
    section.current?.querySelector<HTMLElement>('.lines')?.focus()
  }, [nodeId])
  const close = () => {
    // What had the focus goes: the keyboard stays in the view.
    section.current?.closest<HTMLElement>('[role="tabpanel"]')?.focus()
    shownLog.value = null
  }
  const name = `${s('server log of node')} ${nodeId}`
  return (
    <section class="server-log" aria-label={name} ref={section}>
      <header class="filters">
        <b>{name}</b>
        <label>
          {s('node')}{' '}
          <select value={nodeId} onChange={(event) => (shownLog.value = Number(event.currentTarget.value))}>
            {page.brokers.value.map((broker) => (
              <option key={broker.nodeId}>{broker.nodeId}</option>
            ))}
          </select>
        </label>
        <label>
          {s('level')}{' '}
          <select
            value={trouble.value ? 'WARN' : ''}
            onChange={(event) => (trouble.value = event.currentTarget.value !== '')}
          >
            <option value="">{s('all levels')}</option>
            <option value="WARN">{s('warnings and errors')}</option>
          </select>
        </label>
        <label>
          {s('with the words')}{' '}
          <input type="search" value={words.value} onInput={(event) => (words.value = event.currentTarget.value)} />
        </label>
        <span class="dim">
          {count(found.length)} / {counted(all.length, 'line kept')}
        </span>
        <span class="grow" />
        <button type="button" aria-label={s('close the log')} onClick={close}>
          <Icon icon={X} />
        </button>
      </header>
      <Lines name={name} lines={found} chosen={`${nodeId} ${trouble.value} ${wanted}`} />
      <p class="dim">
        {s('also in the terminal:')} <code>tail -f logs/server.log</code>
      </p>
    </section>
  )
}

const NONE: readonly string[] = []

/** The lines of a node, each with a number that it keeps. */
function useNumbered(nodeId: number, texts: readonly string[]): readonly Line[] {
  const known = useRef({ nodeId, texts, first: 0 })
  const before = known.current
  const first = before.nodeId === nodeId ? before.first + forgotten(before.texts, texts) : 0
  known.current = { nodeId, texts, first }
  return linesOf(texts, first)
}

interface LinesProps {
  name: string
  lines: readonly Line[]
  /** By what they were chosen: others are shown from their end. */
  chosen: string
}

function Lines({ name, lines, chosen }: LinesProps) {
  const box = useRef<HTMLDivElement>(null)
  /** The first line that is drawn for a reader who scrolled up. */
  const held = useRef<{ readonly chosen: string; readonly from: number } | null>(null)
  if (held.current?.chosen !== chosen) held.current = null
  const shown = drawn(lines, held.current?.from ?? null)
  useLayoutEffect(() => {
    if (box.current && !held.current) box.current.scrollTop = box.current.scrollHeight
  })
  return (
    <div
      class="lines"
      role="group"
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
      tabIndex={0}
      ref={box}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        const isAtEnd = scrollTop + clientHeight >= scrollHeight - 8
        const [first] = shown
        if (isAtEnd) held.current = null
        else if (first) held.current ??= { chosen, from: first.nth }
      }}
    >
      {lines.length === 0 && <p class="dim">{s('Nothing of that kind was logged.')}</p>}
      {shown.map(({ nth, level, text }) => (
        <div class={level} key={nth}>
          {text}
        </div>
      ))}
    </div>
  )
}
