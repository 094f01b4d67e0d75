import { useState } from 'preact/hooks'
import type { PartitionState } from '../cluster/cluster-state.ts'
import { spanText } from '../terminal/commands/spans.ts'
import { counted } from '../ui/counted.ts'
import { bytes, count } from '../ui/format.ts'
import { Scroll } from '../ui/scroll.tsx'
import { type Fate, fatesOf, type Rules } from './segment-fates.ts'
import type { SegmentsRead } from './segments.ts'
import { l } from './words.ts'

interface SegmentsTableProps {
  read: SegmentsRead
  partition: PartitionState
  /** Wall time of the cluster, ms. */
  now: number
  onJump: (offset: number) => void
}

const SHOWN = 50

/** The files of the log, oldest first, and what will delete each of them. */
export function SegmentsTable(props: SegmentsTableProps) {
  const { segments, dir } = props.read
  const [isOpen, setOpen] = useState(false)
  return (
    <details class="segments" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {counted(segments.length, 'segment')} <span class="dim mono">{dir}</span>
      </summary>
      {isOpen && <Rows {...props} />}
    </details>
  )
}

function Rows({ read: { segments, rules }, partition, now, onJump }: SegmentsTableProps) {
  const fates = fatesOf(segments, rules, partition.logStartOffset)
  const from = Math.max(0, segments.length - SHOWN)
  return (
    <Scroll label={l('segments')}>
      <table class="plain folds">
        <thead>
          <tr>
            <th>{l('first offset')}</th>
            <th class="number">{l('size')}</th>
            <th class="number">{l('indexes')}</th>
            <th>{l('newest record')}</th>
            <th>{l('what will delete it')}</th>
          </tr>
        </thead>
        <tbody>
          {from > 0 && (
            <tr>
              <td class="dim">{count(from)} …</td>
            </tr>
          )}
          {segments.slice(from).map((segment, i) => {
            const isActive = from + i === segments.length - 1
            return (
              <tr
                key={segment.baseOffset}
                class="pick"
                onClick={() => onJump(Math.max(segment.baseOffset, partition.logStartOffset))}
              >
                <td data-label={l('first offset')}>
                  <button type="button" class="link">
                    {count(segment.baseOffset)}
                  </button>
                </td>
                <td class="number" data-label={l('size')}>
                  {bytes(segment.size)}
                </td>
                <td class="number" data-label={l('indexes')}>
                  {bytes(segment.indexSize)}
                </td>
                <td>{segment.largestTimestamp < 0 ? '–' : ageText(now - segment.largestTimestamp)}</td>
                <td>
                  {isActive && <Active size={segment.size} rules={rules} />}
                  <Fates fates={fates[from + i] ?? []} rules={rules} now={now} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Scroll>
  )
}

function ageText(ms: number): string {
  return `${l('age')} ${spanText(Math.max(0, Math.round(ms / 1000) * 1000))}`
}

function Active({ size, rules }: { size: number; rules: Rules }) {
  return (
    <span class="active-segment">
      {l('active')} · {l('rolls after')} {bytes(Math.max(0, rules.segmentBytes - size))}
    </span>
  )
}

function Fates({ fates, rules, now }: { fates: readonly Fate[]; rules: Rules; now: number }) {
  if (fates.length === 0) return <span class="dim">{rules.compacts ? l('compaction only') : l('nothing')}</span>
  return (
    <>
      {fates.map((fate) => (
        <span class="fate" key={fate.why}>
          <b>{fate.why === 'log start' ? l('the log start has passed it') : fate.why}</b> {fateText(fate, rules, now)}
        </span>
      ))}
    </>
  )
}

function fateText(fate: Fate, { checkIntervalMs }: Rules, now: number): string {
  const due = `${l('at the next check')} (${l('every')} ${spanText(checkIntervalMs)})`
  if (fate.why === 'log start') return due
  if (fate.why === 'retention.bytes')
    return fate.afterBytes === 0 ? due : `${l('once the log has grown by')} ${bytes(fate.afterBytes)}`
  return fate.at <= now ? due : `${l('in')} ${spanText(Math.ceil((fate.at - now) / 1000) * 1000)}`
}
