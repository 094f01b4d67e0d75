import { expect, test } from 'vitest'
import { gatedReader } from './gated-streams.ts'
import { Pipe } from './pipe.ts'
import { ProcessTable } from './processes.ts'
import { writeText } from './streams.ts'

const text = (bytes: Uint8Array | null) => bytes && new TextDecoder().decode(bytes)

/** Lets all go on that can. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

function readers() {
  const table = new ProcessTable(() => 0)
  const [first, second] = [table.start(['first']), table.start(['second'])]
  const pipe = new Pipe()
  return { first, second, pipe, ofFirst: gatedReader(first, pipe), ofSecond: gatedReader(second, pipe) }
}

test('of a pipe, what a killed process waited for goes to the next reader', async () => {
  const { first, pipe, ofFirst, ofSecond } = readers()
  void ofFirst.read()
  await turn()
  first.signal('KILL')
  const next = ofSecond.read()
  await turn()
  await writeText(pipe, 'x')
  expect(text(await next)).toBe('x')
})

test('a stopped process takes nothing, and reads on when it goes on', async () => {
  const { first, pipe, ofFirst, ofSecond } = readers()
  const waiting = ofFirst.read()
  await turn()
  first.signal('STOP')
  await writeText(pipe, 'x')
  expect(text(await ofSecond.read())).toBe('x')
  first.signal('CONT')
  await writeText(pipe, 'y')
  expect(text(await waiting)).toBe('y')
})

test('the end of a pipe is told to all', async () => {
  const { pipe, ofFirst, ofSecond } = readers()
  const both = [ofFirst.read(), ofSecond.read()]
  pipe.end()
  expect(await Promise.all(both)).toEqual([null, null])
})
