import { expect, test } from 'vitest'
import { TreeFiles } from '../files/tree.ts'
import { makeMachine } from '../machine.ts'
import { Interpreter } from '../shell/interpreter.ts'
import { ShellState } from '../shell/state.ts'
import { Collector, EMPTY_READER } from '../shell/streams.ts'
import { type BrokerHost, brokerPrograms } from './broker.ts'
import { COREUTILS } from './registry.ts'

/** A machine whose brokers only note what was done to them; a controlled shutdown ends them with 0. */
function machineWithBroker() {
  const did: string[] = []
  const host: BrokerHost = {
    async start(_properties, told) {
      did.push('start')
      told.ready(null)
      const ends = (how: string, status: number) => () => {
        did.push(how)
        told.exited(status)
      }
      return { terminate: ends('shut down', 0), kill: ends('killed', 137), setStopped: () => {} }
    },
  }
  const files = new TreeFiles(() => 0)
  files.preset('/home/server.properties', 'node.id=1\nlog.dirs=/tmp/logs\n')
  const machine = makeMachine({
    files,
    programs: new Map([
      ...Object.entries(COREUTILS),
      ...brokerPrograms(host, { logDirs: new Set(), byNode: new Map() }),
    ]),
    wall: () => 0,
    monotonic: () => 0,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    random: () => 0.5,
  })
  const state = new ShellState(1)
  state.cwd = '/home'
  state.set('PATH', '/usr/bin')
  const shell = new Interpreter(state, machine, undefined)
  const output = new Collector()
  const io = { stdin: EMPTY_READER, stdout: output, stderr: output, tty: { stdin: false, stdout: false } }
  return { did, state, run: (line: string) => shell.execute(line, io) }
}

const started = async (did: readonly string[]) => {
  while (!did.includes('start')) await new Promise((resolve) => setImmediate(resolve))
}

test.each(['kafka-server-start.sh server.properties', 'nohup kafka-server-start.sh server.properties'])(
  '^C shuts %s down, and does not kill it',
  async (line) => {
    const { did, state, run } = machineWithBroker()
    const running = run(line)
    await started(did)
    state.foreground?.signal('INT')
    expect(await running).toBe(130)
    expect(did).toEqual(['start', 'shut down'])
  },
)

test('in the background nohup outlives the terminal, and kill shuts it down', async () => {
  const { did, state, run } = machineWithBroker()
  await run('nohup kafka-server-start.sh server.properties > log &')
  await started(did)
  for (const job of state.jobs.list()) job.signal('HUP')
  expect(did).toEqual(['start'])
  await run('kill %1; wait')
  expect(did).toEqual(['start', 'shut down'])
})
