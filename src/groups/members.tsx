import type { Page } from '../session/page.ts'
import { Scroll } from '../ui/scroll.tsx'
import { Chips } from './chips.tsx'
import type { Heartbeats } from './heartbeats.ts'
import { type GroupHistory, heldBy, nameOf, phaseOf } from './history.ts'
import { MemberName } from './member-name.tsx'
import { spanText } from './span.ts'
import { useNow } from './use-now.ts'
import { g } from './words.ts'

interface MembersProps {
  page: Page
  history: GroupHistory
  heartbeats: Heartbeats
}

/** Who is in the group now, what each does and works on, and when it was last heard of. */
export function Members({ page, history, heartbeats }: MembersProps) {
  const now = useNow(page)
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
            <th>{g('last heartbeat')}</th>
          </tr>
        </thead>
        <tbody>
          {members.map((lane) => (
            <tr key={lane.key}>
              <td title={lane.memberId}>
                {lane.memberId === history.leader && <span title="leader">★ </span>}
                <MemberName name={nameOf(lane)} />
              </td>
              <td>{g(phaseOf(lane) ?? 'working')}</td>
              <td>
                <Chips partitions={heldBy(lane).sort()} />
              </td>
              <td>{sinceText(heartbeats.of(lane.memberId).at(-1), now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

/** In tenths of a second: more would only flicker. */
function sinceText(t: number | undefined, now: number): string {
  return t === undefined ? '–' : `${spanText(Math.max(0, Math.floor((now - t) / 100) * 100))} ${g('ago')}`
}
