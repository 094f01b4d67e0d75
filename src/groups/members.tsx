import { Scroll } from '../ui/scroll.tsx'
import { Chips } from './chips.tsx'
import { type GroupHistory, heldBy, nameOf, phaseOf } from './history.ts'
import { g } from './words.ts'

/** Who is in the group now, what each does and works on. */
export function Members({ history }: { history: GroupHistory }) {
  const members = history.lanes.filter((lane) => phaseOf(lane) !== undefined)
  if (members.length === 0) return null
  return (
    <Scroll label={g('members')}>
      <table class="plain">
        <thead>
          <tr>
            <th>{g('member')}</th>
            <th>{g('state')}</th>
            <th>{g('partitions')}</th>
          </tr>
        </thead>
        <tbody>
          {members.map((lane) => (
            <tr key={lane.key}>
              <td title={lane.memberId}>
                {lane.memberId === history.leader && <span title="leader">★ </span>}
                {nameOf(lane)}
              </td>
              <td>{g(phaseOf(lane) ?? 'working')}</td>
              <td>
                <Chips partitions={heldBy(lane).sort()} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
