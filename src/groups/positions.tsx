import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'
import type { ClusterState, GroupState } from '../cluster/cluster-state.ts'
import { showRecord } from '../session/links.ts'
import { count } from '../ui/format.ts'
import { Scroll } from '../ui/scroll.tsx'
import { Chips } from './chips.tsx'
import { type GroupHistory, heldBy, nameOf } from './history.ts'
import { lagAt } from './lag-log.ts'
import { MemberName } from './member-name.tsx'
import { g } from './words.ts'

interface PositionsProps {
  group: GroupState | undefined
  state: ClusterState
  history: GroupHistory | undefined
}

interface Position {
  readonly name: string
  readonly at: TopicPartition
  readonly owner: string | null
  readonly committed: number | null
  readonly end: number
  readonly lag: number
}

/** Where the group stands in each partition, and how far that is behind the end. */
export function Positions({ group, state, history }: PositionsProps) {
  const positions = positionsOf(group, state, history)
  if (positions.length === 0) return null
  const most = Math.max(1, ...positions.map(({ lag }) => lag))
  return (
    <Scroll label={g('committed')}>
      <table class="plain positions">
        <thead>
          <tr>
            <th>{g('partition')}</th>
            <th>{g('owner')}</th>
            <th class="number">{g('committed')}</th>
            <th class="number">{g('end')}</th>
            <th class="number">{g('lag')}</th>
          </tr>
        </thead>
        <tbody>
          {positions.map(({ name, at, owner, committed, end, lag }) => (
            <tr key={name}>
              <td class="name" title={name}>
                <Chips partitions={[name]} /> {name}
              </td>
              <td class={owner === null ? 'bad' : ''}>{owner === null ? g('nobody') : <MemberName name={owner} />}</td>
              <td class="number">
                {committed === null ? (
                  '–'
                ) : (
                  <button type="button" class="link" onClick={() => showRecord(at, committed)}>
                    {count(committed)}
                  </button>
                )}
              </td>
              <td class="number">{end < 0 ? '–' : count(end)}</td>
              <td class="number lag">
                <i aria-hidden="true" style={{ width: `${(lag / most) * 100}%` }} />
                {committed === null ? '–' : count(lag)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function positionsOf(
  group: GroupState | undefined,
  state: ClusterState,
  history: GroupHistory | undefined,
): readonly Position[] {
  const owners = new Map<string, string>()
  for (const lane of history?.lanes ?? []) for (const name of heldBy(lane)) owners.set(name, nameOf(lane))
  const committed = new Map((group?.committed ?? []).map((at) => [`${at.topic}-${at.partition}`, at]))
  const partitions = [...state.topics.values()].flatMap((topic) => topic.partitions)
  return partitions.flatMap(({ topic, partition, highWatermark: end }) => {
    const name = `${topic}-${partition}`
    const own = committed.get(name)
    const owner = owners.get(name) ?? null
    if (!own && owner === null) return []
    return [
      { name, at: { topic, partition }, owner, committed: own?.offset ?? null, end, lag: own ? lagAt(own, state) : 0 },
    ]
  })
}
