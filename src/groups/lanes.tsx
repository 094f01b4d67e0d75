import { useRef } from 'preact/hooks'
import { partitionColour } from '../ui/format.ts'
import { t } from '../ui/strings.ts'
import { useWidth } from '../ui/use-width.ts'
import { partitionOf } from './compare.ts'
import type { Heartbeats } from './heartbeats.ts'
import { type GroupHistory, type Hold, type Lane, nameOf, type Rebalance, type Stretch } from './history.ts'
import type { LagSample } from './lag-log.ts'
import { type Domain, spanText, stepFor } from './span.ts'
import { g, generationText, said } from './words.ts'

interface LanesProps {
  history: GroupHistory
  domain: Domain
  /** Cluster time, ms: what still goes on is drawn up to here. */
  now: number
  isLive: boolean
  lag: readonly LagSample[]
  heartbeats: Heartbeats
}

const LEAST_WIDTH = 280
const TOP = 24
const LANE_GAP = 10
const LEAST_LANE = 26
const LAG_HEIGHT = 46
const AXIS = 34
/** px; of a letter in type of the usual size. */
const LETTER = 6.7
const USUAL_TYPE = 11

/** Where things are on the picture. */
interface Place {
  readonly x: (t: number) => number
  readonly left: number
  readonly width: number
  readonly now: number
  /** The width of one letter of a member's name. */
  readonly letter: number
}

/** Members as lanes over time; bars are the partitions they work on. */
export function Lanes({ history, domain, now, isLive, lag, heartbeats }: LanesProps) {
  // Drawn again when one is heard.
  void heartbeats.heard.value
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box, LEAST_WIDTH)
  const type = typeScale()
  const left = Math.round((width < 560 ? 96 : 168) * type)
  const scale = (width - left - 10) / (domain.to - domain.from)
  const x = (t: number) => left + (Math.min(domain.to, Math.max(domain.from, t)) - domain.from) * scale
  const place: Place = { x, left, width, now, letter: LETTER * type }
  const shown = history.lanes.filter((lane) => isSeen(lane, domain))
  const heights = shown.map((lane) => Math.max(LEAST_LANE, rowsOf(lane).count * barHeight(lane) + 6))
  const tops = heights.map((_, i) => TOP + heights.slice(0, i).reduce((sum, height) => sum + height + LANE_GAP, 0))
  const bottom = TOP + heights.reduce((sum, height) => sum + height + LANE_GAP, 0)
  const height = bottom + AXIS + LAG_HEIGHT
  const within = history.rebalances.filter(({ began, ended }) => began <= domain.to && (ended ?? now) >= domain.from)
  return (
    <div ref={box} class="lanes">
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${g('lanes of the members')}${t(': ')}${shown.map((lane) => nameOf(lane)).join(', ')}`}
      >
        <Hatches />
        {within.map((rebalance) => (
          <Pause key={`p${rebalance.began}`} rebalance={rebalance} place={place} bottom={bottom} />
        ))}
        {shown.map((lane, i) => (
          <LaneRow
            key={lane.key}
            lane={lane}
            isLeader={lane.memberId === history.leader}
            top={tops[i] as number}
            height={heights[i] as number}
            domain={domain}
            place={place}
            beats={heartbeats.of(lane.memberId)}
          />
        ))}
        <Generations rebalances={within} place={place} bottom={bottom} />
        <PauseLabels rebalances={within} place={place} y={bottom + 8} />
        <Axis domain={domain} place={place} y={bottom + 12} isLive={isLive} />
        <LagLine lag={lag} domain={domain} place={place} top={bottom + AXIS} />
      </svg>
    </div>
  )
}

function isSeen({ stretches }: Lane, { from, to }: Domain): boolean {
  return stretches.some((one) => one.from <= to && (one.to ?? Number.POSITIVE_INFINITY) >= from)
}

/** Bars that overlap in time lie in rows of their own. */
function rowsOf({ holds }: Lane): { readonly row: ReadonlyMap<Hold, number>; readonly count: number } {
  const ends: number[] = []
  const row = new Map<Hold, number>()
  const inOrder = [...holds].sort((a, b) => a.from - b.from || compareNames(a.partition, b.partition))
  for (const hold of inOrder) {
    const free = ends.findIndex((end) => end <= hold.from)
    const at = free < 0 ? ends.length : free
    ends[at] = hold.to ?? Number.POSITIVE_INFINITY
    row.set(hold, at)
  }
  return { row, count: ends.length }
}

function compareNames(a: string, b: string): number {
  const [one, other] = [partitionOf(a), partitionOf(b)]
  return one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1
}

function barHeight(lane: Lane): number {
  const { count } = rowsOf(lane)
  if (count <= 3) return 12
  return count <= 8 ? 8 : Math.max(2, 64 / count)
}

/** How much larger than on a usual screen the type of labels is. */
function typeScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--t-xs')) / USUAL_TYPE
}

interface LaneRowProps {
  lane: Lane
  isLeader: boolean
  top: number
  height: number
  domain: Domain
  place: Place
  beats: readonly number[]
}

function LaneRow({ lane, isLeader, top, height, domain, place, beats }: LaneRowProps) {
  const { x, left, now, letter } = place
  const { row } = rowsOf(lane)
  const bar = barHeight(lane)
  const inView = (one: Stretch | Hold) => one.from <= domain.to && (one.to ?? now) >= domain.from
  const letters = Math.floor((left - 14) / letter)
  return (
    <g>
      <text x={0} y={top + height / 2 + 4} class="lane-name">
        <title>{lane.memberId}</title>
        {isLeader ? '★ ' : ''}
        {shortened(nameOf(lane), letters - 2)}
      </text>
      {lane.stretches.filter(inView).map((one) => (
        <StretchMark key={`${one.phase}${one.from}`} stretch={one} top={top} height={height} place={place} />
      ))}
      {lane.holds.filter(inView).map((hold) => {
        const from = x(hold.from)
        return (
          <rect
            key={`${hold.partition}${hold.from}`}
            x={from}
            y={top + 3 + (row.get(hold) as number) * bar}
            width={Math.max(1, x(hold.to ?? now) - from)}
            height={Math.max(1.5, bar - 2)}
            rx={Math.min(2, bar / 4)}
            fill={partitionColour(partitionOf(hold.partition).partition)}
          >
            <title>{`${hold.partition} · ${spanText((hold.to ?? now) - hold.from)}`}</title>
          </rect>
        )
      })}
      <path
        class="beat"
        d={beats
          .filter((t) => t >= domain.from && t <= domain.to)
          .map((t) => `M${x(t).toFixed(1)} ${top + height}v5`)
          .join('')}
      />
      {lane.end && lane.end.t >= domain.from && lane.end.t <= domain.to && (
        <text x={endLabelAt(lane.end.t, said(lane.end.why), place)} y={top + height / 2 + 4} class="lane-end">
          × {said(lane.end.why)}
        </text>
      )}
    </g>
  )
}

/** The end tells members apart. */
function shortened(name: string, letters: number): string {
  const [whole, base = '', end = ''] = /^(.*?) ?(….{4})$/.exec(name) ?? []
  if (name.length <= letters) return name
  return whole === undefined ? `${name.slice(0, letters - 1)}…` : `${base.slice(0, letters - end.length)}${end}`
}

/** Behind the end, or where there is no room, as far to the right as there is. */
function endLabelAt(t: number, why: string, { x, width }: Place): number {
  return Math.min(x(t) + 4, width - 12 - (why.length + 2) * LETTER * (why.charCodeAt(0) > 0x2e80 ? 2 : 1))
}

function StretchMark({ stretch, top, height, place }: { stretch: Stretch; top: number; height: number; place: Place }) {
  const { x, now } = place
  const from = x(stretch.from)
  const to = x(stretch.to ?? now)
  return (
    <rect class={`phase ${stretch.phase}`} x={from} y={top} width={Math.max(1, to - from)} height={height} rx={2}>
      <title>{`${g(stretch.phase)} · ${spanText((stretch.to ?? now) - stretch.from)}`}</title>
    </rect>
  )
}

function Pause({ rebalance, place, bottom }: { rebalance: Rebalance; place: Place; bottom: number }) {
  const { ended, stoppedMs } = rebalance
  if (ended === null || stoppedMs <= 0) return null
  const to = place.x(ended)
  const from = Math.min(place.x(ended - stoppedMs), to - 2)
  return <rect class="pause" x={from} y={TOP - 6} width={to - from} height={bottom - TOP + 4} />
}

/** A label is left out where it would lie on the one before: the list below has it. */
/** Chinese characters are nearly twice as wide. */
function widthOf(text: string): number {
  return (text.length + 0.7 * (text.match(/[\u3000-\u9fff\uff00-\uffef]/g)?.length ?? 0)) * LETTER
}

function PauseLabels({ rebalances, place, y }: { rebalances: readonly Rebalance[]; place: Place; y: number }) {
  let free = 0
  return (
    <>
      {rebalances.map(({ began, ended, stoppedMs }) => {
        if (ended === null || stoppedMs <= 0) return null
        const text = `${g('nobody works')} ${spanText(stoppedMs)}`
        const length = widthOf(text)
        const at = Math.min(place.x(ended - stoppedMs), place.width - length)
        if (at < free || at < place.left - length / 2) return null
        free = at + length + 8
        return (
          <text key={began} x={at} y={y} class="pause-label">
            {text}
          </text>
        )
      })}
    </>
  )
}

function Generations({
  rebalances,
  place,
  bottom,
}: {
  rebalances: readonly Rebalance[]
  place: Place
  bottom: number
}) {
  let free = 0
  return (
    <>
      {rebalances.map(({ began, ended, isInterrupted, generation, protocol }) => {
        if (ended === null || isInterrupted) return null
        const at = place.x(ended)
        const text = generationText(generation)
        const isFree = at >= free && at <= place.width - text.length * LETTER
        if (isFree) free = at + text.length * LETTER + 8
        return (
          <g key={began}>
            <line x1={at} x2={at} y1={TOP - 8} y2={bottom - 4} class="generation-line" />
            {isFree && (
              <text x={at} y={TOP - 12} class="ruler">
                <title>{protocol}</title>
                {text}
              </text>
            )}
          </g>
        )
      })}
    </>
  )
}

function Axis({ domain, place, y, isLive }: { domain: Domain; place: Place; y: number; isLive: boolean }) {
  const { from, to } = domain
  const step = stepFor(to - from, (place.width - place.left) / 70)
  const marks = Math.floor((to - from) / step)
  return (
    <g class="ruler">
      {Array.from({ length: marks + 1 }, (_, i) => {
        const t = isLive ? to - i * step : from + i * step
        const text = isLive ? (i === 0 ? '' : `−${spanText(i * step)}`) : `+${spanText(i * step)}`
        return (
          <text key={i} x={place.x(t)} y={y + 10} text-anchor={isLive ? 'middle' : i === 0 ? 'start' : 'middle'}>
            {text}
          </text>
        )
      })}
    </g>
  )
}

function LagLine({
  lag,
  domain,
  place,
  top,
}: {
  lag: readonly LagSample[]
  domain: Domain
  place: Place
  top: number
}) {
  const before = lag.findLast(({ t }) => t < domain.from)
  const inView = lag.filter(({ t }) => t >= domain.from && t <= domain.to)
  const samples = before ? [{ ...before, t: domain.from }, ...inView] : inView
  const last = samples.at(-1)
  if (!last) return null
  const most = Math.max(1, ...samples.map(({ records }) => records))
  const y = (records: number) => top + LAG_HEIGHT - 8 - (records / most) * (LAG_HEIGHT - 16)
  const points = [...samples, { ...last, t: Math.min(place.now, domain.to) }]
  const path = points.map(({ t, records }, i) => {
    const step = i === 0 ? 'M' : `H${place.x(t).toFixed(1)} L`
    return `${step}${place.x(t).toFixed(1)} ${y(records).toFixed(1)}`
  })
  return (
    <g>
      <title>{g('lag of the group')}</title>
      <text x={0} y={top + 14} class="lane-name">
        {g('lag')} {last.records}
      </text>
      <text x={0} y={top + 30} class="ruler">
        ≤ {most}
      </text>
      <path d={path.join(' ')} class="lag-line" />
    </g>
  )
}

/** Patterns, so that phases are not told by colour alone. */
function Hatches() {
  return (
    <defs>
      <pattern id="groups-joining" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="2" height="6" class="hatch joining" />
      </pattern>
      <pattern id="groups-syncing" width="5" height="5" patternUnits="userSpaceOnUse">
        <circle cx="2" cy="2" r="1" class="hatch syncing" />
      </pattern>
      <pattern id="groups-silent" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect width="2" height="6" class="hatch silent" />
      </pattern>
    </defs>
  )
}
