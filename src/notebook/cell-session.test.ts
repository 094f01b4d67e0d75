import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Page } from '../session/page.ts'
import { CellSession, cellSession, ownCell } from './cell-session.ts'
import { compileCell } from './compile.ts'
import type { Run, RunListener } from './runner.ts'

/** A runner that notes which runs are under way, and ends none by itself. */
class FakeRunner {
  readonly listeners: RunListener[] = []
  readonly ended: number[] = []

  readonly load = async () => [{ compileCell }, { startRun: this.startRun }] as const

  private readonly startRun = async (_cell: unknown, _around: unknown, listener: RunListener): Promise<Run> => {
    const index = this.listeners.push(listener) - 1
    return { end: () => this.ended.push(index) }
  }
}

/** A session on a page whose restore points take until `goOn`. */
function slow() {
  const waiting: (() => void)[] = []
  const undo = new Set<() => void>()
  const onUndo = (told: () => void) => {
    undo.add(told)
    return () => undo.delete(told)
  }
  const page = {
    history: { before: () => new Promise<void>((resolve) => waiting.push(resolve)), onUndo },
    plugCell: () => ({ port: null, unplug: () => {} }),
    time: { setting: signal({}) },
  } as unknown as Page
  const runner = new FakeRunner()
  const session = new CellSession(page, null, `console.log(1)`, runner.load)
  const goOn = async () => {
    for (const resolve of waiting.splice(0)) resolve()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return { session, runner, undo, goOn }
}

test.each(['stop', 'reset'] as const)(
  '%s while the cell is starting: no worker is made, and the run is settled',
  async (end) => {
    const { session, runner, goOn } = slow()
    const result = session.run()
    expect(session.state.value).toBe('loading')
    session[end]()
    expect(await Promise.race([result, goOn()])).toEqual({ output: '', error: null, stopped: true })
    await goOn()
    expect(runner.listeners).toHaveLength(0)
    expect(session.state.value).toBe('idle')
  },
)

test('of two runs that are starting one is left, and Stop ends it', async () => {
  const { session, runner, goOn } = slow()
  const first = session.run()
  const second = session.run()
  await goOn()
  expect(await Promise.race([first, goOn()])).toEqual({ output: '', error: null, stopped: true })
  expect(runner.listeners).toHaveLength(1)
  session.stop()
  expect(runner.ended).toEqual([0])
  expect(await second).toEqual({ output: '', error: null, stopped: true })
})

test('a run that is stopped says so and how long it took, to the reader alone', async () => {
  const { session, goOn } = slow()
  const result = session.run()
  await goOn()
  session.stop()
  expect(session.output.value).toMatchObject([
    { kind: 'text', text: expect.stringMatching(/^Stopped after \d\.\d s\.$/) },
  ])
  expect(await result).toEqual({ output: '', error: null, stopped: true })
  session.stop()
  expect(session.output.value).toHaveLength(1)
})

test('a run gives what it put out, also when another takes its place', async () => {
  const { session, runner, goOn } = slow()
  const first = session.run()
  await goOn()
  runner.listeners[0]?.message({ type: 'output', items: [{ kind: 'text', level: 'log', text: 'mine' }] })
  const second = session.run()
  expect(await first).toEqual({ output: 'mine', error: null, stopped: true })
  expect(runner.ended).toEqual([0])
  await goOn()
  runner.listeners[1]?.crashed('gone')
  expect(await second).toEqual({ output: 'gone', error: 'gone' })
})

test('a run that came to its end was not stopped, though it goes on in the background and is stopped then', async () => {
  const { session, runner, goOn } = slow()
  const result = session.run()
  await goOn()
  runner.listeners[0]?.message({ type: 'finished', ms: 1, failed: false })
  session.stop()
  expect(await result).toEqual({ output: '', error: null })
})

test('undo is heard while a cell runs, and by nobody afterwards', async () => {
  const { session, runner, undo, goOn } = slow()
  for (let i = 0; i < 3; i++) void session.run()
  await goOn()
  expect(undo.size).toBe(1)
  for (const told of undo) told()
  expect([session.state.value, runner.ended]).toEqual(['idle', [0]])
  expect(undo.size).toBe(0)
})

/** A page on which nothing takes any time. */
const quick = () =>
  ({
    history: { before: async () => {}, onUndo: () => () => {} },
    plugCell: () => ({ port: null, unplug: () => {} }),
    time: { setting: signal({}) },
  }) as unknown as Page

test('a cell of the learner’s own has no code to go back to: Reset takes what it put out', () => {
  const session = ownCell(quick(), 'free-play/1', 'await 1')
  session.edit('await 2')
  session.output.value = [{ kind: 'text', level: 'log', text: 'mine' }]
  expect(session.isEdited).toBe(false)
  session.reset()
  expect(session.code.value).toBe('await 2')
  expect(session.output.value).toEqual([])
})

test('a lesson that is read in another language: what runs goes on, what was put out stays, what was not edited is said anew', () => {
  const page = quick()
  const session = cellSession(page, 'a/b/c', '// one\nawait 1')
  session.output.value = [{ kind: 'text', level: 'log', text: 'mine' }]
  session.state.value = 'running'
  expect(cellSession(page, 'a/b/c', '// 一\nawait 1')).toBe(session)
  expect([session.state.value, session.code.value]).toEqual(['running', '// one\nawait 1'])
  session.state.value = 'idle'
  expect(cellSession(page, 'a/b/c', '// 一\nawait 1')).toBe(session)
  expect([session.code.value, session.isEdited]).toEqual(['// 一\nawait 1', false])
  expect(session.output.value).toHaveLength(1)
  session.edit('await 2')
  cellSession(page, 'a/b/c', '// one\nawait 1')
  expect([session.code.value, session.isEdited]).toEqual(['await 2', true])
})
