import { expect, test } from 'vitest'
import type { BrokerHost, BrokerLaunch } from './commands/broker.ts'
import { TreeFiles } from './files/tree.ts'
import { hasQuorum, relaunchAll } from './relaunch.ts'
import { testMachine } from './test-machine.ts'

const VOTERS = 'localhost:19091,localhost:19092,localhost:19093'

function node(id: number, stopped = false): BrokerLaunch {
  const properties = new Map([
    ['node.id', String(id)],
    ['process.roles', 'broker,controller'],
    ['controller.quorum.bootstrap.servers', VOTERS],
    ['log.dirs', `/tmp/${id}`],
  ])
  return { args: ['kafka.Kafka', `${id}.properties`], properties, stopped }
}

/** A machine on which the nodes named serve at once, and others wait for ever; patience ends when it is told to. */
function machineOf(serving: readonly number[], problem: string | null = null) {
  const did: string[] = []
  const waits: number[] = []
  let giveUp = () => {}
  const brokers: BrokerHost = {
    async start(properties, told) {
      const id = Number(properties.get('node.id'))
      did.push(`start ${id}`)
      if (serving.includes(id)) told.ready(problem)
      return {
        terminate() {},
        kill() {},
        setStopped: (stopped) => void did.push(`${stopped ? 'freeze' : 'thaw'} ${id}`),
      }
    },
  }
  const wait = (ms: number) => {
    waits.push(ms)
    return new Promise<void>((resolve) => {
      giveUp = resolve
    })
  }
  const machine = testMachine(new TreeFiles(() => 0))
  const host = { machine, brokers, running: { logDirs: new Set<string>(), byNode: new Map() }, wait }
  return { host, did, waits, giveUp: () => giveUp() }
}

test('nodes that serve again are waited for, and the frozen ones frozen', async () => {
  const { host, did } = machineOf([1, 2, 3])
  await relaunchAll(host, [node(1), node(2, true), node(3)])
  await Promise.resolve()
  expect(did).toEqual(['start 1', 'start 2', 'start 3', 'freeze 2'])
})

test('a node that waits for others for ever is not waited for', async () => {
  const { host, waits, giveUp } = machineOf([])
  const back = relaunchAll(host, [node(1)])
  await expect.poll(() => waits).toEqual([1000])
  giveUp()
  await back
})

test('one that cannot start is told of', async () => {
  const { host } = machineOf([1, 2], 'no such folder')
  await expect(relaunchAll(host, [node(1), node(2)])).rejects.toThrow('no such folder')
})

test.each([
  [[1, 2, 3], true],
  [[1, 2], true],
  [[3], false],
])('with controllers %j there is a quorum of three: %s', (ids, there) => {
  expect(hasQuorum(ids.map((id) => node(id)))).toBe(there)
})
