import { expect, test } from 'vitest'
import { EMPTY_STATE } from '../cluster/cluster-state.ts'
import { EventLog } from '../session/event-log.ts'
import { historiesOf } from './history.ts'
import { LagLog } from './lag-log.ts'
import { placed } from './timeline.ts'

const member = (memberId: string) => ({ memberId, clientId: 'c', instanceId: null, topics: ['t'], partitions: ['t-0'] })

test('when the cluster was put back, its coordinators’ clocks begin anew and nobody of before is there any more', () => {
  let now = 600_000
  const log = new EventLog({ wall: () => now, monotonic: () => now })
  const told = (group: string, ms: number, ...members: object[]) => {
    const event = { type: 'group.loaded', group, ms, at: now, generation: 1, protocol: 'range', leader: 'a', members }
    log.hear(1, { log: [], events: [event], requests: [], answered: 0 })
  }
  told('taken-away', 599_990, member('a'))
  told('kept', 599_990, member('b'))
  log.becameAnother()
  told('taken-away', 599_999, member('a'))
  log.brokerPutBack({ nodeId: 1, state: 'starting', properties: new Map() })
  now = 605_000
  told('kept', 1000, member('c'))
  const histories = historiesOf(placed(log.ofGroups.value))
  expect([...histories.keys()]).toEqual(['kept'])
  expect(histories.get('kept')?.lanes.map(({ memberId }) => memberId)).toEqual(['c'])
  expect(histories.get('kept')?.events.map(({ t }) => t)).toEqual([605_000])
})

test('how far a group was behind before is forgotten', () => {
  const lag = new LagLog()
  const group = { id: 'g', state: 'Empty', members: [], committed: [{ topic: 't', partition: 0, offset: 3 }] }
  lag.read({ ...EMPTY_STATE, groups: [group] }, 10)
  expect(lag.of('g')).toHaveLength(1)
  lag.forget()
  expect(lag.of('g')).toEqual([])
})
