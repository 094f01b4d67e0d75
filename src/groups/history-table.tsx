import { useState } from 'preact/hooks'
import { clockTime } from '../ui/format.ts'
import { Scroll } from '../ui/scroll.tsx'
import { t } from '../ui/strings.ts'
import { type GroupHistory, nameOf, shortIds } from './history.ts'
import { spanText } from './span.ts'
import type { Placed } from './timeline.ts'
import { g, generationText, said } from './words.ts'

const SHOWN = 200

/** All that the coordinator told of a group, in words: the lanes for who cannot see them. */
export function HistoryTable({ history }: { history: GroupHistory }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details class="history-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{g('as a table')}</summary>
      {isOpen && <Events history={history} />}
    </details>
  )
}

function Events({ history }: { history: GroupHistory }) {
  return (
    <Scroll label={g('as a table')}>
      <table class="plain">
        <thead>
          <tr>
            <th>{g('time')}</th>
            <th>{g('member')}</th>
            <th>{g('what happened')}</th>
          </tr>
        </thead>
        <tbody>
          {history.events
            .slice(-SHOWN)
            .reverse()
            .map((event, i) => (
              <tr key={i}>
                <td>{clockTime(event.at)}</td>
                <td>{event['memberId'] === undefined ? '' : whoOf(event)}</td>
                <td>{TELL[event.type]?.(event)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function whoOf(event: Placed): string {
  return nameOf({
    memberId: String(event['memberId']),
    clientId: String(event['clientId'] ?? ''),
    instanceId: event['instanceId'] as string | null,
  })
}

const list = (names: unknown) => (names as readonly string[]).join(', ')
const gaveUp = (event: Placed) =>
  (event['gaveUp'] as readonly string[]).length > 0 ? `${t(', ')}${g('gave up')} ${list(event['gaveUp'])}` : ''

const TELL: { readonly [type: string]: (event: Placed) => string } = {
  'group.loaded': () => g('the coordinator took the group over'),
  'group.member.joined': () => g('joined'),
  'group.member.rejoined': (event) => `${g('joined again')}${gaveUp(event)}`,
  'group.member.left': (event) => `${g('is out')} (${said(String(event['why']))})${gaveUp(event)}`,
  'group.member.fenced': () => g('was fenced by a new process'),
  'group.member.resumed': (event) =>
    `${g('got its partitions back without a rebalance')}${t(': ')}${list(event['partitions'])}`,
  'group.rebalance.began': (event) => `${g('a rebalance begins')}${t(': ')}${shortIds(String(event['reason']))}`,
  'group.generation.began': (event) =>
    `${generationText(Number(event['generation']))}${t(': ')}${g('all have joined; the leader assigns')}`,
  'group.stable': (event) => {
    const members = event['members'] as readonly Parameters<typeof given>[0][]
    const pause = `${g('nobody works')} ${spanText(Number(event['stoppedMs']))}`
    return `${generationText(Number(event['generation']))}${t(': ')}${g('the assignment is out')} (${pause})${t(': ')}${members.map(given).join('; ')}`
  },
  'group.empty': () => g('the group is empty'),
  'group.removed': () => g('the group is gone'),
  'group.refused': (event) => `${g('was refused')}${t(': ')}${event['request']} ${event['error']}`,
}

function given(member: {
  readonly memberId: string
  readonly clientId: string
  readonly instanceId: string | null
  readonly partitions: readonly string[]
}): string {
  return `${nameOf(member)} ${g('works on')} ${list(member.partitions) || g('no partition')}`
}
