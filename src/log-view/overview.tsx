import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { PartitionState } from '../cluster/cluster-state.ts'
import { count, partitionColour } from '../ui/format.ts'
import { useWidth } from '../ui/use-width.ts'
import { l } from './words.ts'

/** Offsets from (inclusive) to (exclusive). */
export interface Range {
  readonly from: number
  readonly to: number
}

interface OverviewProps {
  partition: PartitionState
  /** First offsets of the segments, oldest first. */
  segments: readonly number[]
  committed: readonly { readonly group: string; readonly offset: number }[]
  /** What is drawn in detail below. */
  shown: Range
  onJump: (offset: number) => void
}

const LEAST_WIDTH = 260
const HEIGHT = 26

/** The whole log on one line, however long it is: its segments, and where the detail below is. Can be zoomed and dragged. */
export function Overview({ partition, segments, committed, shown, onJump }: OverviewProps) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box, LEAST_WIDTH)
  const zoomedTo = useSignal<Range | null>(null)
  const whole = { from: partition.logStartOffset, to: Math.max(partition.highWatermark, partition.logStartOffset + 1) }
  const range = zoomedTo.value ?? whole
  const name = `${partition.topic}-${partition.partition}`
  useEffect(() => {
    zoomedTo.value = null
  }, [name])
  const scale = width / (range.to - range.from)
  const x = (offset: number) => (Math.min(range.to, Math.max(range.from, offset)) - range.from) * scale
  const offsetAt = (event: PointerEvent) => {
    const { left } = (event.currentTarget as Element).getBoundingClientRect()
    return Math.max(whole.from, Math.min(whole.to - 1, Math.round(range.from + (event.clientX - left) / scale)))
  }
  const zoom = (factor: number) => {
    const middle = (shown.from + shown.to) / 2
    const span = Math.max(10, (range.to - range.from) * factor)
    const isWhole = span >= whole.to - whole.from
    zoomedTo.value = isWhole
      ? null
      : within({ from: Math.round(middle - span / 2), to: Math.round(middle + span / 2) }, whole)
  }
  const key = (event: KeyboardEvent) => {
    const size = shown.to - shown.from
    const to = MOVES[event.key]?.(shown, size, whole)
    if (to === undefined) return
    event.preventDefault()
    onJump(Math.max(whole.from, Math.min(whole.to - 1, Math.round(to))))
  }
  // Preact listens for wheels without the right to keep the page from scrolling.
  const wheel = useRef((_event: WheelEvent) => {})
  wheel.current = (event) => {
    event.preventDefault()
    const by = event.deltaY || event.deltaX
    if (event.ctrlKey) return zoom(by > 0 ? 2 : 0.5)
    const to = shown.from + Math.sign(by) * Math.max(1, (shown.to - shown.from) / 3)
    onJump(Math.max(whole.from, Math.min(whole.to - 1, Math.round(to))))
  }
  useEffect(() => {
    const bar = box.current
    const turn = (event: WheelEvent) => wheel.current(event)
    bar?.addEventListener('wheel', turn, { passive: false })
    return () => bar?.removeEventListener('wheel', turn)
  }, [])
  const isAll = zoomedTo.value === null && shown.from <= whole.from && shown.to >= whole.to
  const parts = bounds(segments, partition).filter(({ from, to }) => to > range.from && from < range.to)
  const window = { left: x(shown.from), width: Math.max(4, x(shown.to) - x(shown.from)) }
  return (
    <div class="overview">
      <div
        ref={box}
        class="overview-bar"
        role="slider"
        tabIndex={0}
        aria-label={l('the whole log')}
        aria-valuemin={whole.from}
        aria-valuemax={whole.to}
        aria-valuenow={shown.from}
        aria-valuetext={`${count(shown.from)} – ${count(shown.to)}`}
        onKeyDown={key}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          onJump(offsetAt(event))
        }}
        onPointerMove={(event) => event.buttons === 1 && onJump(offsetAt(event))}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {parts.map(({ from, to }, i) => (
            <rect
              key={from}
              x={x(from)}
              y={4}
              width={Math.max(1, x(to) - x(from) - 1)}
              height={HEIGHT - 12}
              rx={2}
              fill={partitionColour(partition.partition)}
              opacity={i % 2 === 0 ? 0.55 : 0.35}
            />
          ))}
          {committed.map(({ group, offset }) => (
            <line key={group} x1={x(offset)} x2={x(offset)} y1={0} y2={HEIGHT - 4} class="committed-mark">
              <title>{`${group} ▸ ${count(offset)}`}</title>
            </line>
          ))}
          <rect class="overview-window" x={window.left} y={1} width={window.width} height={HEIGHT - 6} rx={3} />
        </svg>
      </div>
      <div class="overview-ends mono dim" hidden={isAll}>
        <span>{count(range.from)}</span>
        <span class="grow" />
        <div class="seg">
          <button type="button" title={l('zoom in')} aria-label={l('zoom in')} onClick={() => zoom(0.2)}>
            +
          </button>
          <button type="button" title={l('zoom out')} aria-label={l('zoom out')} onClick={() => zoom(5)}>
            −
          </button>
        </div>
        <span class="grow" />
        <span>{count(range.to)}</span>
      </div>
    </div>
  )
}

const MOVES: { readonly [key: string]: (shown: Range, size: number, whole: Range) => number } = {
  ArrowLeft: ({ from }, size) => from - size / 2,
  ArrowRight: ({ from }, size) => from + size / 2,
  PageUp: ({ from }, _size, whole) => from - (whole.to - whole.from) / 20,
  PageDown: ({ from }, _size, whole) => from + (whole.to - whole.from) / 20,
  Home: (_shown, _size, whole) => whole.from,
  End: (_shown, size, whole) => whole.to - size,
}

function within({ from, to }: Range, whole: Range): Range {
  const by = Math.max(0, whole.from - from) - Math.max(0, to - whole.to)
  return { from: Math.max(whole.from, from + by), to: Math.min(whole.to, to + by) }
}

/** Segments as ranges; before they are known the log is one piece. */
function bounds(segments: readonly number[], { logStartOffset, highWatermark }: PartitionState): Range[] {
  const starts = segments.length > 0 ? segments : [logStartOffset]
  return starts
    .map((from, i) => ({ from: Math.max(from, logStartOffset), to: starts[i + 1] ?? highWatermark }))
    .filter(({ from, to }) => to > from)
}
