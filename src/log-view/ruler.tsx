import { useRef } from 'preact/hooks'
import type { PartitionState } from '../cluster/cluster-state.ts'
import { count, partitionColour } from '../ui/format.ts'
import { t } from '../ui/strings.ts'
import { useWidth } from '../ui/use-width.ts'
import type { StoredBatch } from './batch-source.ts'
import { useRoving } from './roving.ts'

interface RulerProps {
  partition: PartitionState
  batches: readonly StoredBatch[]
  lastStableOffset: number
  committed: readonly { readonly group: string; readonly offset: number }[]
  picked: number | null
  onPick: (baseOffset: number) => void
}

/** Drawn in true size, so that its letters stay legible: as wide as there is room, and no narrower than this. */
const LEAST_WIDTH = 260
/** Right of the newest offset: room for its label. */
const LABEL = 90
const TOP = 34
const HEIGHT = 34

/** Batches drawn on the ruler of their offsets, with the offsets that matter: log start, high watermark, commits. */
export function Ruler({ partition, batches, lastStableOffset, committed, picked, onPick }: RulerProps) {
  const first = batches[0]?.header.baseOffset ?? partition.logStartOffset
  const end = (batches.at(-1)?.header.lastOffset ?? first - 1) + 1
  // What follows the piece is not on this ruler, however far the log goes on.
  const goesOn = partition.highWatermark > end
  const last = Math.max(first + 1, end)
  const box = useRef<SVGSVGElement>(null)
  const width = useWidth(box, LEAST_WIDTH)
  const x = (offset: number) => 8 + ((offset - first) / (last - first)) * (width - LABEL)
  const roving = useRoving(
    batches.map(({ header }) => header.baseOffset),
    picked ?? undefined,
  )
  const colour = partitionColour(partition.partition)
  const marks = [
    {
      offset: partition.logStartOffset,
      text: `${t('log start')} ${count(partition.logStartOffset)}`,
      y: 18,
      colour: 'var(--ink-2)',
    },
    ...(goesOn
      ? []
      : [
          {
            offset: partition.highWatermark,
            text: `${t('HW')} ${count(partition.highWatermark)}`,
            y: 18,
            colour: 'var(--ok)',
          },
        ]),
    ...(lastStableOffset >= 0 && lastStableOffset < partition.highWatermark
      ? [{ offset: lastStableOffset, text: `LSO ${count(lastStableOffset)}`, y: 106, colour: 'var(--warn)' }]
      : []),
    ...committed.map(({ group, offset }, i) => ({
      offset,
      text: `${shortened(group)} ▸ ${count(offset)}`,
      y: 92 + 16 * (i % 2),
      colour: 'var(--accent)',
    })),
  ].filter(({ offset }) => offset >= first && offset <= last)
  return (
    <svg
      class="strip"
      ref={box}
      viewBox={`0 0 ${width} ${Math.max(TOP + HEIGHT + 6, ...marks.map(({ y }) => y + 10))}`}
      role="group"
      aria-label={t('offsets')}
      {...roving.box}
    >
      {batches.map(({ header }) => {
        const left = x(header.baseOffset)
        const wide = Math.max(1.5, x(header.lastOffset + 1) - left - 2)
        const isPicked = header.baseOffset === picked
        return (
          <rect
            key={header.baseOffset}
            x={left}
            y={TOP}
            width={wide}
            height={HEIGHT}
            rx={Math.min(3, wide / 3)}
            fill={colour}
            opacity={header.lastOffset >= partition.highWatermark ? 0.3 : isPicked ? 1 : 0.62}
            stroke={isPicked ? 'var(--ink)' : 'none'}
            stroke-width={1.5}
            role="button"
            {...roving.one(header.baseOffset)}
            aria-label={`${t('batch')} ${header.baseOffset}–${header.lastOffset}`}
            aria-pressed={isPicked}
            style={{ cursor: 'pointer' }}
            onClick={() => onPick(header.baseOffset)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return
              event.preventDefault()
              onPick(header.baseOffset)
            }}
          />
        )
      })}
      {marks.map(({ offset, text, y, colour: ink }) => (
        <g key={text}>
          <line
            x1={x(offset)}
            x2={x(offset)}
            y1={y < 40 ? 20 : 30}
            y2={y > 60 ? 80 : 72}
            stroke={ink}
            stroke-width={1.5}
          />
          <Label at={x(offset)} y={y} ink={ink} text={text} leftwards={x(offset) > width - LABEL && y > 60} />
        </g>
      ))}
    </svg>
  )
}

interface LabelProps {
  at: number
  y: number
  ink: string
  text: string
  /** Its end stands at the mark, where there is no room behind it. */
  leftwards: boolean
}

function Label({ at, y, ink, text, leftwards }: LabelProps) {
  return (
    <text
      x={leftwards ? at - 4 : at + 4}
      y={y}
      class="ruler"
      style={{ fill: ink }}
      text-anchor={leftwards ? 'end' : 'start'}
    >
      {text}
    </text>
  )
}

const MOST_LETTERS = 24

/** The whole name is in the links of the record. */
function shortened(group: string): string {
  return group.length > MOST_LETTERS ? `${group.slice(0, MOST_LETTERS - 1)}…` : group
}
