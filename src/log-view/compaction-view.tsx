import type { ComponentChildren } from 'preact'
import { count, textOf } from '../ui/format.ts'
import { Scroll } from '../ui/scroll.tsx'
import { foretold, type KeyedRecord, type LookedAt, type Outcome, told } from './compaction.ts'
import { l } from './words.ts'

interface CompactionProps {
  /** The last look before the log was compacted; undefined: it was not while somebody looked. */
  before: LookedAt | undefined
  now: LookedAt
  /** First offset of the active segment. */
  activeFrom: number
}

/** A compacted log before and after; before it is compacted, what that will leave. */
export function Compaction({ before, now, activeFrom }: CompactionProps) {
  const earlier = before ? told(before, now) : []
  if (earlier.length > 0)
    return (
      <div class="compaction">
        <Column title={l('before compaction')} rows={earlier} />
        <Column title={l('after compaction')} rows={now.records.map((record) => ({ record, outcome: 'kept' }))} />
      </div>
    )
  const outcomes = foretold(now, activeFrom)
  const rows = now.records.map((record, i) => ({ record, outcome: outcomes[i] ?? 'kept' }))
  return (
    <div class="compaction">
      <Column title={l('what compaction would leave')} rows={rows}>
        {now.upTo < activeFrom && (
          <p class="dim">
            {l('looked at')} {count(now.from)} … {count(now.upTo - 1)} {l('of')} {count(activeFrom)}
          </p>
        )}
      </Column>
    </div>
  )
}

const MEANING: { readonly [outcome in Outcome]: Parameters<typeof l>[0] } = {
  removed: 'removed',
  kept: 'stays',
  newest: 'stays: the newest of its key',
  tombstone: 'a tombstone: stays until its horizon',
  active: 'not yet: the active segment is not compacted',
  unseen: 'the newest of its key so far: what follows was not looked at',
}

/** Rows drawn. */
const SHOWN = 500
const LETTERS = 40

interface Row {
  readonly record: KeyedRecord
  readonly outcome: Outcome
}

interface ColumnProps {
  title: string
  rows: readonly Row[]
  children?: ComponentChildren
}

function Column({ title, rows, children }: ColumnProps) {
  const shown = rows.slice(0, SHOWN)
  return (
    <Scroll label={title}>
      <table class="plain">
        <caption>
          {title}{' '}
          <span class="dim">
            ({rows.length > SHOWN && `${count(SHOWN)} ${l('of')} `}
            {count(rows.length)})
          </span>
        </caption>
        <tbody>
          {shown.map(({ record: { offset, key, value }, outcome }) => (
            <tr key={offset} class={outcome} title={l(MEANING[outcome])}>
              <td>{count(offset)}</td>
              <td>{textOf(key).slice(0, LETTERS)}</td>
              <td>{value === null ? <em>null</em> : textOf(value).slice(0, LETTERS)}</td>
              <td class="dim">{outcome === 'kept' ? '' : l(MEANING[outcome])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {children}
    </Scroll>
  )
}
