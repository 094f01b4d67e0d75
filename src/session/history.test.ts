import { expect, test } from 'vitest'
import { type HistoryHost, PageHistory, type PageMoment } from './history.ts'

/** A machine that is one word, remembered by id as restore points are: going back forgets what came later. */
function machineOf(state: string) {
  const points = new Map<number, string>()
  const machine = { state, hasRoom: true, points, lost: false }
  const host: HistoryHost = {
    async keep(id) {
      points.set(id, machine.state)
      if (!machine.hasRoom) throw new Error('no room')
      return {} as PageMoment
    },
    async putBack(id) {
      const kept = points.get(id)
      if (kept === undefined) throw new Error(`nothing is remembered as ${id}`)
      machine.state = kept
      for (const later of [...points.keys()]) if (later > id) points.delete(later)
    },
    async forget(ids) {
      for (const id of ids) points.delete(id)
    },
    async lose() {
      machine.lost = true
    },
  }
  const history = new PageHistory(host)
  const step = async (then: string) => {
    await history.before('command', then)
    machine.state = then
  }
  return { machine, history, step }
}

test('undo goes back step by step, reset to where the lesson began', async () => {
  const { machine, history, step } = machineOf('a')
  await history.markStart(async () => true)
  await step('b')
  await step('c')
  await history.undo()
  expect(machine.state).toBe('b')
  await history.toStart()
  expect(machine.state).toBe('a')
  expect(history.steps.value).toEqual([])
})

test('undone to before the lesson began, there is no start to go back to', async () => {
  const { machine, history, step } = machineOf('a')
  await step('b')
  await history.markStart(async () => true)
  await history.undo()
  expect(history.hasStart.value).toBe(false)
  await history.toStart()
  expect(machine.state).toBe('a')
})

test('without room a step is done all the same, and nothing of its restore point is left', async () => {
  const { machine, history, step } = machineOf('a')
  machine.hasRoom = false
  await step('b')
  await history.markStart(async () => true)
  expect([...machine.points]).toEqual([])
  expect(history.steps.value).toEqual([])
})

test('what is put in the place of everything, and fails, leaves everything as it was, whatever steps were before', async () => {
  const { machine, history, step } = machineOf('a')
  await step('b')
  const failing = history.replaceAll(async () => {
    machine.state = 'half'
    throw new Error('a bad file')
  })
  const beside = history.before('command', 'in another tab')
  await expect(failing).rejects.toThrow('a bad file')
  await beside
  expect(machine.state).toBe('b')
  expect(history.steps.value.map(({ text }) => text)).toEqual(['b', 'in another tab'])
})

test('without room nothing is put in the place of everything', async () => {
  const { machine, history } = machineOf('a')
  machine.hasRoom = false
  await expect(history.replaceAll(async () => void (machine.state = 'other'))).rejects.toThrow('no room')
  expect(machine.state).toBe('a')
})

test('when another tab has the machine, nothing can be gone back to, and its points are not touched', async () => {
  const { machine, history, step } = machineOf('a')
  await history.markStart(async () => true)
  await step('b')
  await history.lose()
  const points = [...machine.points]
  await history.undo()
  await history.toStart()
  expect(machine).toMatchObject({ state: 'b', lost: true })
  expect([...machine.points]).toEqual(points)
  expect([history.steps.value, history.hasStart.value]).toEqual([[], false])
})
