import { expect, test } from 'vitest'
import { SimWorld } from '../../engine/sim/env.ts'
import { MemoryDisk } from '../../engine/sim/memory-disk.ts'
import { TreeFiles } from './files/tree.ts'
import { kafkaPrograms } from './kafka-programs.ts'
import { Interpreter } from './shell/interpreter.ts'
import { ShellState } from './shell/state.ts'
import { Collector, EMPTY_READER } from './shell/streams.ts'
import { testMachine } from './test-machine.ts'

/** What lines print whose tools find no cluster; its time passes until they are done. */
async function printedBy(lines: readonly string[]): Promise<string> {
  const world = new SimWorld(1)
  const machine = testMachine(
    new TreeFiles(() => 0),
    kafkaPrograms(world.env('tab', new MemoryDisk(() => 0)), () => {}),
  )
  const state = new ShellState(1)
  state.set('PATH', '/usr/bin')
  const shell = new Interpreter(state, machine, undefined)
  const [stdout, stderr] = [new Collector(), new Collector()]
  const io = { stdin: EMPTY_READER, stdout, stderr, tty: { stdin: false, stdout: false } }
  for (const line of lines) {
    let isDone = false
    const done = shell.execute(line, io).finally(() => {
      isDone = true
    })
    while (!isDone) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      await world.scheduler.run(100)
    }
    await done
  }
  return stdout.text()
}

const CONSUMER = 'kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic t'
const TOPICS = 'kafka-topics.sh --bootstrap-server localhost:9092 --list'

test.each([
  [CONSUMER, 'TERM', 143],
  [CONSUMER, 'INT', 130],
  [TOPICS, 'TERM', 143],
  [TOPICS, 'INT', 130],
])('%s that SIG%s ends has the exit status %i, as a JVM', async (line, signal, status) => {
  expect(await printedBy([`${line} &`, `kill -${signal} $!; wait $!; echo $?`])).toBe(`${status}\n`)
})

test('a JVM ends itself: jobs tells its exit status, not that a signal ended it', async () => {
  expect(await printedBy([`${TOPICS} &`, 'kill $!', 'sleep 1; jobs'])).toMatch(/^\[1\]\+ {2}Exit 143 +kafka-topics\.sh/)
})
