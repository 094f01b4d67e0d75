import { expect, test } from 'vitest'
import type { BrokerHost } from './commands/broker.ts'
import { launch } from './commands/broker.ts'
import { TreeFiles } from './files/tree.ts'
import { startHint } from './start-hint.ts'
import { testMachine } from './test-machine.ts'

const HOST: BrokerHost = {
  start: async () => ({ terminate: () => {}, kill: () => {}, setStopped: () => {} }),
}

async function machineWith(...files: readonly string[]) {
  const machine = testMachine(new TreeFiles(() => 0), new Map())
  const running = { logDirs: new Set<string>(), byNode: new Map() }
  for (const [i, file] of files.entries()) {
    const properties = new Map([['node.id', String(i + 1)]])
    await launch(machine, HOST, running, ['kafka.Kafka', file], properties, () => {})
  }
  return machine
}

const START = 'bin/kafka-server-start.sh config/server.properties'

test('which nodes run, how one is stopped, and how one more is started', async () => {
  const machine = await machineWith('c/server-1.properties', 'c/server-2.properties', 'c/server-3.properties')
  expect(startHint(START, machine)).toBe(
    'Nodes 1, 2 and 3 run already (jps -lm); kafka-server-stop.sh --node-id=1 stops one. One more: kafka-storage.sh format -t $(kafka-cluster.sh cluster-id --bootstrap-server localhost:9092 | cut -d" " -f3) -c config/server-4.properties, then kafka-server-start.sh -daemon config/server-4.properties',
  )
})

test('a node of a cluster that no other can join', async () => {
  const hint = startHint(START, await machineWith('c/server.properties'))
  expect(hint).toBe('Node 1 runs already (jps -lm); kafka-server-stop.sh --node-id=1 stops it')
})

test('nothing where nothing runs, or nothing was to start', async () => {
  expect(startHint(START, await machineWith())).toBeUndefined()
  expect(startHint('kafka-topics.sh --list', await machineWith('c/server.properties'))).toBeUndefined()
})
