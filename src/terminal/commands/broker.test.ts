import { expect, test } from 'vitest'
import { TreeFiles } from '../files/tree.ts'
import { Interpreter } from '../shell/interpreter.ts'
import { ShellState } from '../shell/state.ts'
import { Collector, EMPTY_READER } from '../shell/streams.ts'
import { testMachine } from '../test-machine.ts'
import type { BrokerHost } from './broker.ts'
import { brokerPrograms } from './server-scripts.ts'

const QUORUM = 'controller.listener.names=CONTROLLER\ncontroller.quorum.bootstrap.servers=localhost:9093\n'

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
  files.preset('/home/server.properties', `node.id=1\nprocess.roles=broker\nlog.dirs=/tmp/logs\n${QUORUM}`)
  const machine = testMachine(files, brokerPrograms(host, { logDirs: new Set(), byNode: new Map() }))
  const state = new ShellState(1)
  state.cwd = '/home'
  state.set('PATH', '/usr/bin')
  const shell = new Interpreter(state, machine, undefined)
  const output = new Collector()
  const io = { stdin: EMPTY_READER, stdout: output, stderr: output, tty: { stdin: false, stdout: false } }
  return { did, state, output, run: (line: string) => shell.execute(line, io) }
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
    state.line.foreground?.signal('INT')
    expect(await running).toBe(130)
    expect(did).toEqual(['start', 'shut down'])
  },
)

test('SIGTERM ends kafka-server-start.sh with 143, as a JVM', async () => {
  const { did, run, output } = machineWithBroker()
  await run('kafka-server-start.sh server.properties &')
  await started(did)
  await run('kill $!; wait $!; echo $?')
  expect(output.text()).toBe('143\n')
})

test('in the background nohup outlives the terminal, and kill shuts it down', async () => {
  const { did, state, run } = machineWithBroker()
  await run('nohup kafka-server-start.sh server.properties > log &')
  await started(did)
  for (const job of state.jobs.list()) job.signal('HUP')
  expect(did).toEqual(['start'])
  await run('kill %1; wait')
  expect(did).toEqual(['start', 'shut down'])
})

/** Two nodes that run. */
async function twoNodes() {
  const machine = machineWithBroker()
  for (const id of [1, 2]) {
    await machine.run(
      `(echo 'node.id=${id}'; echo process.roles=broker; echo log.dirs=/tmp/${id}; echo '${QUORUM}') > server-${id}.properties`,
    )
    await machine.run(`kafka-server-start.sh -daemon server-${id}.properties`)
  }
  return machine
}

test('a node is found, and killed, by its properties file', async () => {
  const { did, run, output } = await twoNodes()
  await run('jps -lm | grep server | cut -d" " -f2-')
  expect(output.text()).toBe('kafka.Kafka server-1.properties\nkafka.Kafka server-2.properties\n')
  expect(await run('pgrep -fc server-2.properties')).toBe(0)
  expect(await run('pkill -9 -f server-2.properties')).toBe(0)
  expect(await run('pgrep -f server-2.properties')).toBe(1)
  expect(await run('pgrep -fa server-1')).toBe(0)
  expect(did).toEqual(['start', 'start', 'killed'])
  expect(output.text()).toMatch(/\n1\n\d+ kafka\.Kafka server-1\.properties\n$/)
})

test('kafka-server-stop ends the node that is named', async () => {
  const { did, run, output } = await twoNodes()
  expect(await run('kafka-server-stop.sh --node-id=2')).toBe(0)
  await run('jps -m | grep Kafka | cut -d" " -f3')
  expect(output.text()).toBe('server-1.properties\n')
  expect(did).toEqual(['start', 'start', 'shut down'])
  expect(await run('kafka-server-stop.sh --process-role=controller')).toBe(1)
})

test('pkill without a pattern says so', async () => {
  const { run, output } = machineWithBroker()
  expect(await run('pkill')).toBe(2)
  expect(output.text()).toContain('pkill: no matching criteria specified')
})

/** As `bin/kafka-server-start.sh` of 4.3.1 answers them; `kafka-server-start.sh` alone is answered by the script. */
test.each([
  ['--help', 1, 'USAGE: java [options] kafka.Kafka server.properties [--override property=value]*\nOption  '],
  ['server.properties --help', 1, 'USAGE: java [options] kafka.Kafka server.properties'],
  ['--version', 0, '4.3.1\n'],
  ['nosuch --version', 0, '4.3.1\n'],
  ['server.properties foo bar', 1, 'Found non argument parameters: foo,bar\nOption  '],
  [
    'server.properties --foo',
    1,
    'ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)\njoptsimple.UnrecognizedOptionException: foo is not a recognized option\n',
  ],
  [
    'server.properties --override',
    1,
    'joptsimple.OptionMissingRequiredArgumentException: Option override requires an argument\n',
  ],
  [
    'server.properties --override broker.id=0',
    1,
    'ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)\norg.apache.kafka.common.config.ConfigException: You must set `node.id` to the same value as `broker.id`.\n',
  ],
  [
    'server.properties --override process.roles=',
    1,
    "ConfigException: Configuration 'process.roles' must not be empty. Valid values include: [broker, controller]\n",
  ],
  ['nosuch --foo', 1, 'java.nio.file.NoSuchFileException: nosuch\n'],
])('kafka-server-start.sh %s starts nothing', async (args, status, text) => {
  const { did, output, run } = machineWithBroker()
  expect(await run(`kafka-server-start.sh ${args}`)).toBe(status)
  expect(output.text()).toContain(text)
  expect(did).toEqual([])
})

test('kafka-server-start.sh --help names the options of kafka.Kafka alone', async () => {
  const { output, run } = machineWithBroker()
  await run('kafka-server-start.sh --help')
  expect(output.text().match(/^--[a-z]\S*/gm)).toEqual(['--override', '--version'])
})
