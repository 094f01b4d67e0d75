import { expect, test } from 'vitest'
import { SimWorld } from './env.ts'
import { Scheduler } from './scheduler.ts'

test('tasks run in the order of their time, then of their making, with promises settled between', async () => {
  const scheduler = new Scheduler()
  const seen: string[] = []
  scheduler.after(20, () => seen.push('c@20'))
  scheduler.after(10, () => {
    seen.push('a@10')
    Promise.resolve().then(() => seen.push('a settled'))
  })
  scheduler.after(10, () => seen.push('b@10'))
  await scheduler.run(100)
  expect(seen).toEqual(['a@10', 'a settled', 'b@10', 'c@20'])
  expect(scheduler.now).toBe(100)
})

test('a cancelled timer and those of a killed process never fire', async () => {
  const scheduler = new Scheduler()
  const owner = { alive: true }
  const { timers } = scheduler.process(owner)
  let fired = 0
  timers.after(5, () => fired++).cancel()
  timers.after(5, () => fired++)
  owner.alive = false
  await scheduler.run(10)
  expect(fired).toBe(0)
})

test('bytes cross the memory network in order; a killed process closes its connections and ports', async () => {
  const world = new SimWorld(7)
  const server = world.env('server', undefined as never)
  const client = world.env('client', undefined as never)
  const got: number[] = []
  let closed = 0
  await server.network.listen('localhost', 9092, (connection) => {
    connection.onData((bytes) => got.push(...bytes))
  })
  const connection = await client.network.connect('localhost', 9092)
  connection.onClose(() => closed++)
  connection.send(new Uint8Array([1, 2]))
  connection.send(new Uint8Array([3]))
  await world.scheduler.run(1)
  expect(got).toEqual([1, 2, 3])
  server.kill()
  await world.scheduler.run(1)
  expect(closed).toBe(1)
  await expect(client.network.connect('localhost', 9092)).rejects.toThrow('Connection refused')
})
