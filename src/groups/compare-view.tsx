import { useSignal } from '@preact/signals'
import type { ClusterState } from '../cluster/cluster-state.ts'
import { Scroll } from '../ui/scroll.tsx'
import { Chips } from './chips.tsx'
import { type Participant, type Proposal, partitionOf, proposals } from './compare.ts'
import { type GroupHistory, heldBy, nameOf, phaseOf } from './history.ts'
import { g } from './words.ts'

const NEW_MEMBER = '~new'

/** What range, roundrobin, sticky and cooperative-sticky would give the same members: as they are, one more, or one less. */
export function Compare({ history, state }: { history: GroupHistory; state: ClusterState }) {
  const change = useSignal('')
  const members = participantsOf(history)
  if (members.length === 0) return null
  const names = new Map(history.lanes.map((lane) => [lane.memberId, nameOf(lane)]))
  const changed = withChange(members, change.value)
  const topics = new Map([...state.topics.values()].map(({ name, partitions }) => [name, partitions.length]))
  const found = changed.length === 0 ? [] : proposals(changed, topics, history.generation)
  return (
    <section class="compare" aria-label={g('What the other assignors would give')}>
      <div class="timeline-bar">
        <h3>{g('What the other assignors would give')}</h3>
        <select
          aria-label={g('members')}
          value={change.value}
          onChange={(event) => (change.value = event.currentTarget.value)}
        >
          <option value="">{g('as it is')}</option>
          <option value={NEW_MEMBER}>{g('one more member')}</option>
          {members.map(({ memberId }) => (
            <option key={memberId} value={memberId}>
              {g('without')} {names.get(memberId)}
            </option>
          ))}
        </select>
      </div>
      <Scroll label={g('What the other assignors would give')}>
        <table class="plain folds">
          <thead>
            <tr>
              <th>{g('member')}</th>
              {found.map(({ assignor }) => (
                <th key={assignor} class={assignor === history.protocol ? 'now' : ''}>
                  {assignor} {assignor === history.protocol && `(${g('now')})`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changed.map(({ memberId }) => (
              <tr key={memberId}>
                <td>{names.get(memberId) ?? g('new member')}</td>
                {found.map(({ assignor, partitions }) => (
                  <td key={assignor} data-label={assignor}>
                    <Chips
                      partitions={(partitions.get(memberId) ?? []).map((one) => `${one.topic}-${one.partition}`)}
                    />
                  </td>
                ))}
              </tr>
            ))}
            {COSTS.map(([label, tell]) => (
              <tr key={label} class="cost">
                <td>{g(label)}</td>
                {found.map((one) => (
                  <td key={one.assignor} data-label={one.assignor}>
                    {tell(one)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="dim">
        {g('Computed by our own assignors from what the members of this generation subscribed to and own.')}
      </p>
    </section>
  )
}

const COSTS: readonly (readonly [Parameters<typeof g>[0], (proposal: Proposal) => string])[] = [
  ['partitions a member', ({ spread: [least, most] }) => (least === most ? String(least) : `${least}–${most}`)],
  ['partitions that move', ({ moved }) => String(moved)],
  ['partitions that stop', ({ stopped }) => String(stopped)],
  ['rebalances needed', ({ rebalances }) => String(rebalances)],
]

function participantsOf({ lanes }: GroupHistory): Participant[] {
  return lanes
    .filter((lane) => phaseOf(lane) !== undefined && lane.topics.length > 0)
    .map((lane) => {
      const { memberId, instanceId, topics } = lane
      return { memberId, instanceId, topics, owned: heldBy(lane).map(partitionOf) }
    })
}

/** A newcomer subscribes to what the first member does. */
function withChange(members: readonly Participant[], change: string): readonly Participant[] {
  if (change !== NEW_MEMBER) return members.filter(({ memberId }) => memberId !== change)
  const topics = members[0]?.topics ?? []
  return [...members, { memberId: NEW_MEMBER, instanceId: null, topics, owned: [] }]
}
