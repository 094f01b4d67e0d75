import type { ClusterState } from '../cluster/cluster-state.ts'
import type { Page } from '../session/page.ts'
import { shownGroup } from '../session/selection.ts'
import { counted } from '../ui/counted.ts'
import { TryCommand } from '../ui/try-command.tsx'
import { Compare } from './compare-view.tsx'
import './groups.css'
import { t } from '../ui/strings.ts'
import type { Heartbeats } from './heartbeats.ts'
import { type GroupHistory, historiesOf } from './history.ts'
import { HistoryTable } from './history-table.tsx'
import { Lanes } from './lanes.tsx'
import { Members } from './members.tsx'
import { Positions } from './positions.tsx'
import { Rebalances } from './rebalances.tsx'
import { recordingOf } from './recording.ts'
import { LATEST_MINUTE, shownTime } from './shown-time.ts'
import { type Domain, spanText, zoomed } from './span.ts'
import { placed } from './timeline.ts'
import { useAfterPaint } from './use-after-paint.ts'
import { useNow } from './use-now.ts'
import { g, generationText, said } from './words.ts'
import '../ui/views.css'
import '../ui/table.css'

/** What happens in consumer groups: members as lanes, rebalances, positions, and what other assignors would do. */
export function GroupsView({ page }: { page: Page }) {
  const { heartbeats } = recordingOf(page)
  const isPainted = useAfterPaint()
  const state = page.inspector.state.value
  const histories = historiesOf(placed(page.events.ofGroups.value))
  const ids = [...new Set([...histories.keys(), ...state.groups.map(({ id }) => id)])].sort()
  const latest = [...histories.values()].sort((a, b) => lastTold(b) - lastTold(a))[0]?.id
  const id = ids.find((one) => one === shownGroup.value) ?? latest ?? ids[0]
  if (id === undefined) return <NoGroups page={page} />
  const history = histories.get(id)
  return (
    <div class="groups-view">
      <Heading ids={ids} id={id} history={history} state={state} />
      {history && <Announcement history={history} />}
      {history ? (
        <Timeline page={page} history={history} />
      ) : (
        <p class="dim">{g('No rebalance was seen since the page was opened, or the cluster put back.')}</p>
      )}
      {isPainted && <Tables page={page} id={id} history={history} heartbeats={heartbeats} />}
    </div>
  )
}

interface TablesProps {
  page: Page
  id: string
  history: GroupHistory | undefined
  heartbeats: Heartbeats
}

/** What lies under the lanes. */
function Tables({ page, id, history, heartbeats }: TablesProps) {
  const state = page.inspector.state.value
  return (
    <>
      <div class="groups-tables">
        {history && <Members page={page} history={history} heartbeats={heartbeats} />}
        <Positions group={state.groups.find((one) => one.id === id)} state={state} history={history} />
      </div>
      {history && <Rebalances history={history} onShow={lookAt} />}
      {history && <Compare history={history} state={state} />}
      {history && <HistoryTable history={history} />}
    </>
  )
}

function lookAt(domain: Domain): void {
  shownTime.value = domain
  document.querySelector('.timeline')?.scrollIntoView({ block: 'nearest' })
}

function lastTold({ events }: GroupHistory): number {
  return events.at(-1)?.t ?? 0
}

const A_MEMBER = 'kafka-console-consumer.sh --topic orders --group billing --bootstrap-server localhost:9092'

function NoGroups({ page }: { page: Page }) {
  return (
    <div class="empty">
      <b>{g('No consumer group yet')}</b>
      {g('Start two consumers of one group in two terminals, and see how they share the partitions:')}
      <TryCommand page={page} code={A_MEMBER} />
      {g('Then end one of them with Ctrl-C, or with kill -9, and compare how long its partitions wait.')}
    </div>
  )
}

/** For who does not see the lanes: how the latest rebalance ended. */
function Announcement({ history: { rebalances } }: { history: GroupHistory }) {
  const latest = rebalances.at(-1)
  const text =
    latest?.ended == null || latest.isInterrupted
      ? ''
      : `${generationText(latest.generation)}${t(': ')}${counted(latest.members, 'member')}${t(', ')}${g('nobody works')} ${spanText(latest.stoppedMs)}`
  return (
    <p class="visually-hidden" role="status">
      {text}
    </p>
  )
}

interface HeadingProps {
  ids: readonly string[]
  id: string
  history: GroupHistory | undefined
  state: ClusterState
}

function Heading({ ids, id, history, state }: HeadingProps) {
  const known = state.groups.find((one) => one.id === id)
  return (
    <div class="log-heading mono">
      <select
        aria-label={g('group')}
        value={id}
        onChange={(event) => {
          shownGroup.value = event.currentTarget.value
        }}
      >
        {ids.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <span class="dim">
        {known?.state ?? '–'}
        {history && ` · ${generationText(history.generation)}`}
        {history?.protocol && ` · ${history.protocol}`}
        {history && ` · ${g('coordinator')} ${history.nodeId}`}
        {known && ` · ${counted(known.members.length, 'member')}`}
      </span>
    </div>
  )
}

function Timeline({ page, history }: { page: Page; history: GroupHistory }) {
  const { heartbeats, lag } = recordingOf(page)
  const now = Math.max(useNow(page), lastTold(history))
  const first = history.events[0]?.t ?? now
  const chosen = shownTime.value
  const isLive = 'latest' in chosen
  const domain = isLive ? { from: Math.max(first - 200, now - chosen.latest), to: now } : chosen
  const show = (next: Domain | { latest: number }) => {
    shownTime.value = next
  }
  const zoom = (factor: number) =>
    show(isLive ? { latest: Math.max(500, (domain.to - domain.from) * factor) } : zoomed(domain, factor))
  const pan = (share: number) => {
    const by = (domain.to - domain.from) * share
    show({ from: domain.from + by, to: domain.to + by })
  }
  const everything = () => show({ latest: now - first + 1000 })
  const live = () => show(LATEST_MINUTE)
  const keys: { readonly [key: string]: () => void } = {
    '+': () => zoom(0.5),
    '=': () => zoom(0.5),
    '-': () => zoom(2),
    ArrowLeft: () => pan(-0.25),
    ArrowRight: () => pan(0.25),
    Home: everything,
    End: live,
  }
  return (
    <section
      class="timeline"
      aria-label={g('lanes of the members')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the picture
      tabIndex={0}
      onKeyDown={(event) => {
        const act = event.target === event.currentTarget ? keys[event.key] : undefined
        if (!act) return
        event.preventDefault()
        act()
      }}
    >
      <div class="timeline-bar">
        <Legend />
        <div class="timeline-tools">
          <span class="dim mono">{spanText(domain.to - domain.from)}</span>
          <div class="seg">
            <button type="button" title={g('earlier')} aria-label={g('earlier')} onClick={() => pan(-0.5)}>
              ‹
            </button>
            <button type="button" title={g('later')} aria-label={g('later')} onClick={() => pan(0.5)}>
              ›
            </button>
            <button type="button" title={g('zoom in')} aria-label={g('zoom in')} onClick={() => zoom(0.5)}>
              +
            </button>
            <button type="button" title={g('zoom out')} aria-label={g('zoom out')} onClick={() => zoom(2)}>
              −
            </button>
            <button type="button" onClick={everything}>
              {g('everything')}
            </button>
            <button type="button" aria-pressed={isLive} onClick={live}>
              {g('live')}
            </button>
          </div>
        </div>
      </div>
      <Lanes
        history={history}
        domain={domain}
        now={now}
        isLive={isLive}
        lag={lag.of(history.id)}
        heartbeats={heartbeats}
      />
    </section>
  )
}

const LEGEND = [
  ['joining', 'joins: waits for the others'],
  ['syncing', 'waits for its assignment'],
  ['revoking', 'works; will join again at its next heartbeat'],
  ['silent', 'silent: nobody works on its partitions'],
  ['pause', 'nobody in the group works'],
  ['beat', 'a heartbeat, as it went over the wire'],
] as const

function Legend() {
  return (
    <ul class="legend">
      {LEGEND.map(([phase, text]) => (
        <li key={phase} title={g(text)}>
          <svg width="16" height="10" aria-hidden="true">
            {phase === 'beat' ? (
              <line class="beat" x1="8" x2="8" y1="3" y2="9" />
            ) : (
              <rect class={phase === 'pause' ? 'pause' : `phase ${phase}`} width="16" height="10" rx="2" />
            )}
          </svg>
          {phase === 'pause' ? g('nobody works') : phase === 'beat' ? g('heartbeat') : said(phase)}
        </li>
      ))}
    </ul>
  )
}
