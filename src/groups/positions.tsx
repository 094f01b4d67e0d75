import type { ClusterState, GroupState } from '../cluster/cluster-state.ts'
import { showRecord } from '../session/links.ts'
import { count } from '../ui/format.ts'
import { Scroll } from '../ui/scroll.tsx'
import { Chips } from './chips.tsx'
import type { GroupHistory } from './history.ts'
import { MemberName } from './member-name.tsx'
import { positionsOf } from './positions-of.ts'
import { g } from './words.ts'

interface PositionsProps {
  group: GroupState | undefined
  state: ClusterState
  history: GroupHistory | undefined
}

/** Where the group stands in each partition, and how far that is behind the end. */
export function Positions({ group, state, history }: PositionsProps) {
  const positions = positionsOf(group, state, history)
  if (positions.length === 0) return null
  const most = Math.max(1, ...positions.map(({ lag }) => lag ?? 0))
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
              <td
                class="number lag"
                title={
                  committed === null && lag !== null ? g('Nothing is committed here: all its records wait.') : undefined
                }
              >
                <i aria-hidden="true" style={{ width: `${((lag ?? 0) / most) * 100}%` }} />
                {lag === null ? '–' : count(lag)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
