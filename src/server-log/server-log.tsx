import { useSignal } from '@preact/signals'
import { X } from 'lucide'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { shownLog } from '../session/selection.ts'
import { counted } from '../ui/counted.ts'
import { count } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import '../ui/views.css'
import './server-log.css'
import { s } from './words.ts'

/** Lines drawn; all that are kept are searched. */
const DRAWN = 300
const TROUBLE = /^(WARN|ERROR|FATAL)$/

interface Entry {
  readonly level: string
  readonly text: string
}

/** What a node wrote into its server log since the page was opened, over its restarts; it follows the end unless the reader scrolled up. */
export function ServerLog({ page, nodeId }: { page: Page; nodeId: number }) {
  const words = useSignal('')
  const trouble = useSignal(false)
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const section = useRef<HTMLElement>(null)
  const all = entriesOf(page.events.serverLogs.value.get(nodeId) ?? [])
  const wanted = words.value.toLowerCase()
  const found = all.filter(
    ({ level, text }) => (!trouble.value || TROUBLE.test(level)) && text.toLowerCase().includes(wanted),
  )
  useLayoutEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight
  })
  useLayoutEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' })
    box.current?.focus()
  }, [nodeId])
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
        <button type="button" aria-label={s('close the log')} onClick={() => (shownLog.value = null)}>
          <Icon icon={X} />
        </button>
      </header>
      <div
        class="lines"
        role="group"
        aria-label={name}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
        tabIndex={0}
        ref={box}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          atEnd.current = scrollTop + clientHeight >= scrollHeight - 8
        }}
      >
        {found.length === 0 && <p class="dim">{s('Nothing of that kind was logged.')}</p>}
        {found.slice(-DRAWN).map(({ level, text }, i) => (
          <div class={level} key={i}>
            {text}
          </div>
        ))}
      </div>
      <p class="dim">
        {s('also in the terminal:')} <code>tail -f logs/server.log</code>
      </p>
    </section>
  )
}

/** A line that begins with no time goes on from the one before: a stack trace has the level of its message. */
function entriesOf(lines: readonly string[]): Entry[] {
  let level = 'INFO'
  return lines.map((text) => {
    level = /^\[[^\]]*\] ([A-Z]+) /.exec(text)?.[1] ?? level
    return { level, text }
  })
}
