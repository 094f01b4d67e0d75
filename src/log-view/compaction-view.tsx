import { count } from '../ui/format.ts'
import { Scroll } from '../ui/scroll.tsx'
import { foretold, type KeyedRecord, type Outcome, told } from './compaction.ts'
import { l } from './words.ts'

interface CompactionProps {
  /** The last look before the log was compacted; undefined: it was not while somebody looked. */
  before: readonly KeyedRecord[] | undefined
  now: readonly KeyedRecord[]
  /** First offset of the active segment. */
  activeFrom: number
}

/** A compacted log before and after; before it is compacted, what that will leave. */
export function Compaction({ before, now, activeFrom }: CompactionProps) {
  if (before)
    return (
      <div class="compaction">
        <Column title={l('before compaction')} records={before} outcomes={told(before, now)} />
        <Column title={l('after compaction')} records={now} outcomes={now.map(() => 'kept')} />
      </div>
    )
  const outcomes = foretold(now, activeFrom)
  return (
    <div class="compaction">
      <Column title={l('what compaction would leave')} records={now} outcomes={outcomes} />
    </div>
  )
}

const MEANING: { readonly [outcome in Outcome]: Parameters<typeof l>[0] } = {
  removed: 'removed',
  kept: 'stays',
  newest: 'stays: the newest of its key',
  tombstone: 'a tombstone: stays until its horizon',
  active: 'not yet: the active segment is not compacted',
}

interface ColumnProps {
  title: string
  records: readonly KeyedRecord[]
  outcomes: readonly Outcome[]
}

function Column({ title, records, outcomes }: ColumnProps) {
  return (
    <Scroll label={title}>
      <table class="plain">
        <caption>
          {title} <span class="dim">({count(records.length)})</span>
        </caption>
        <tbody>
          {records.map(({ offset, key, value }, i) => {
            const outcome = outcomes[i] ?? 'kept'
            return (
              <tr key={offset} class={outcome} title={l(MEANING[outcome])}>
                <td>{count(offset)}</td>
                <td>{key ?? 'null'}</td>
                <td>{value ?? <em>null</em>}</td>
                <td class="dim">{outcome === 'kept' ? '' : l(MEANING[outcome])}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Scroll>
  )
}
