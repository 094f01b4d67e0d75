/** Waiting in virtual time. */
import { expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { Signal } from './timing.ts'

test('one event wakes all who wait for it; one that nobody saw wakes the next', async () => {
  const world = new SimWorld(1)
  const signal = new Signal(world.env('x', new MemoryDisk(() => 0)))
  const woken: string[] = []
  const wait = (name: string, ms: number) => signal.wait(ms).then(() => woken.push(`${world.scheduler.now} ${name}`))
  for (const name of ['a', 'b']) void wait(name, 1000)
  await world.scheduler.run(10)
  signal.raise()
  await world.scheduler.run(10)
  signal.raise()
  void wait('c', 1000)
  void wait('d', 1000)
  await world.scheduler.run(2000)
  expect(woken).toEqual(['10 a', '10 b', '20 c', '1020 d'])
})
