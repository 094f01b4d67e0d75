import { useRef } from 'preact/hooks'
import { counted } from './counted.ts'
import { useWidth } from './use-width.ts'

/** Bytes of one meaning, in a colour; they can be pointed at. */
export interface HexRange {
  readonly at: number
  readonly length: number
  readonly colour: string
  readonly title: string
}

const PER_ROW = 16
/** Where sixteen have no room. */
const PER_NARROW_ROW = 8
/** The room that sixteen need, in sizes of their type. */
const ROOM = 37
/** Bytes drawn at once. */
const MOST = 2048

interface HexProps {
  bytes: Uint8Array
  /** Where to begin, a multiple of sixteen. */
  from?: number
  /** Bytes drawn at once. */
  most?: number
  ranges: readonly HexRange[]
  picked: number | null
  onPick: (range: number | null) => void
}

/** Bytes as hex, sixteen a row, or eight. */
export function Hex({ bytes, from = 0, most = MOST, ranges, picked, onPick }: HexProps) {
  const shown = bytes.subarray(from, from + most)
  const left = bytes.length - from - most
  const rangeAt = (at: number) => ranges.findIndex((range) => at >= range.at && at < range.at + range.length)
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box, 0)
  const perRow = box.current && width < ROOM * typeSize(box.current) ? PER_NARROW_ROW : PER_ROW
  const rows = Array.from({ length: Math.ceil(shown.length / perRow) }, (_, row) => row * perRow)
  return (
    <div ref={box} class="hex" role="group" aria-label={counted(bytes.length, 'byte')}>
      {rows.map((start) => (
        <div class="hex-row" key={start}>
          <span class="dim">{(from + start).toString(16).padStart(4, '0')} </span>
          {runsOf(from + start, shown.subarray(start, start + perRow), rangeAt).map(({ at, range, text }) => {
            const colour = ranges[range]?.colour
            return (
              <span
                key={at}
                class={range === picked && range >= 0 ? 'picked' : ''}
                style={colour ? { background: `color-mix(in srgb, ${colour} 26%, transparent)` } : undefined}
                title={ranges[range]?.title}
                onPointerEnter={() => onPick(range < 0 ? null : range)}
              >
                {text}
              </span>
            )
          })}
        </div>
      ))}
      {left > 0 && <div class="dim">… {counted(left, 'byte more')}</div>}
    </div>
  )
}

function typeSize(element: Element): number {
  return Number.parseFloat(getComputedStyle(element).fontSize)
}

interface Run {
  readonly at: number
  readonly range: number
  readonly text: string
}

/** Neighbours of one range as one piece: a span a byte would make the page slow. */
function runsOf(first: number, bytes: Uint8Array, rangeAt: (at: number) => number): Run[] {
  const runs: { at: number; range: number; text: string }[] = []
  for (const [i, byte] of bytes.entries()) {
    const at = first + i
    const range = rangeAt(at)
    const text = byte.toString(16).padStart(2, '0')
    const last = runs.at(-1)
    if (last?.range === range) last.text += ` ${text}`
    else runs.push({ at, range, text })
  }
  return runs
}
