/** Bytes as hex, sixteen a row, with coloured ranges; a range can be pointed at. */
export interface HexRange {
  readonly at: number
  readonly length: number
  readonly colour: string
  readonly title: string
}

const PER_ROW = 16
const MOST = 2048

interface HexProps {
  bytes: Uint8Array
  ranges: readonly HexRange[]
  picked: number | null
  onPick: (range: number | null) => void
}

export function Hex({ bytes, ranges, picked, onPick }: HexProps) {
  const shown = bytes.subarray(0, MOST)
  const rangeAt = (at: number) => ranges.findIndex((range) => at >= range.at && at < range.at + range.length)
  const rows = Array.from({ length: Math.ceil(shown.length / PER_ROW) }, (_, row) => row * PER_ROW)
  return (
    <div class="hex" role="img" aria-label={`${bytes.length} bytes`}>
      {rows.map((start) => (
        <div class="hex-row" key={start}>
          <span class="dim">{start.toString(16).padStart(4, '0')} </span>
          {[...shown.subarray(start, start + PER_ROW)].map((byte, i) => {
            const range = rangeAt(start + i)
            const colour = ranges[range]?.colour
            return (
              <span
                key={i}
                class={range === picked && range >= 0 ? 'picked' : ''}
                style={colour ? { background: `color-mix(in srgb, ${colour} 26%, transparent)` } : undefined}
                title={ranges[range]?.title}
                onPointerEnter={() => onPick(range < 0 ? null : range)}
              >
                {byte.toString(16).padStart(2, '0')}
              </span>
            )
          })}
        </div>
      ))}
      {bytes.length > MOST && <div class="dim">… {bytes.length - MOST} more bytes</div>}
    </div>
  )
}
