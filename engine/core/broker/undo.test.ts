/** A cluster that is brought back to a moment, as the page's undo does. */
import { expect, test } from 'vitest'
import { ServerBench } from '../../sim/server-bench.ts'

const SEEDS = Array.from({ length: 8 }, (_, seed) => seed + 1)

/** Three nodes, a topic that each has a replica of, one record. */
async function written(seed: number): Promise<ServerBench> {
  const bench = await new ServerBench(seed).three()
  await bench.makeTopic('orders', [3, 1, 2])
  expect(await bench.sent(3, 'orders', 'a')).toBe('at 0')
  await bench.pass(1000)
  return bench
}

test.each(SEEDS)('seed %i: brokers go on, with all that they lead and are in sync with', async (seed) => {
  const bench = await written(seed)
  const moment = bench.remember()
  await bench.sent(3, 'orders', 'b')
  await bench.bringBack(moment)
  for (const id of [1, 2, 3]) expect(await bench.partition(id, 'orders')).toBe('3/1,2,3')
  expect(await bench.sent(3, 'orders', 'c')).toBe('at 1')
  expect(await bench.read(3, 'orders')).toEqual(['a', 'c'])
})

test.each(SEEDS)(
  'seed %i: a broker that was just killed stays away, also right after the machine came back',
  async (seed) => {
    const bench = await written(seed)
    await bench.bringBack(bench.remember())
    const gone = 1 + (seed % 3)
    bench.kill(gone)
    await bench.bringBack(bench.remember())
    const left = [1, 2, 3].filter((id) => id !== gone)
    await bench.pass(1000)
    const [leader = 'none', isr] = (await bench.partition(left[0] as number, 'orders')).split('/')
    expect(isr).toBe(left.join())
    expect(await bench.sent(Number(leader), 'orders', 'b')).toBe('at 1')
  },
)

test.each(SEEDS)(
  'seed %i: in the middle of writing: what was acknowledged is there, once, and replicas are equal',
  async (seed) => {
    const bench = await written(seed)
    await bench.makeTopic('many', [1, 2, 3], { 'internal.segment.bytes': '1000' })
    const acknowledged: string[] = []
    let stop = false
    const produce = async () => {
      for (let n = 0; !stop; n++)
        if ((await bench.send(1, 'many', `v${n}`)).startsWith('at')) acknowledged.push(`v${n}`)
    }
    const producing = produce()
    await bench.pass(200 + seed * 13)
    const moment = bench.remember()
    const before = [...acknowledged]
    await bench.pass(500)
    stop = true
    await bench.settled(producing)
    await bench.bringBack(moment)
    await bench.sent(1, 'many', 'last')
    await bench.pass(2000)
    const found = await bench.read(1, 'many')
    expect(before.length).toBeGreaterThan(10)
    // One more may have been on its way.
    expect(found.slice(0, before.length)).toEqual(before)
    expect(found.length).toBeLessThanOrEqual(before.length + 2)
    expect(found.at(-1)).toBe('last')
    for (const id of [2, 3]) expect(await bench.read(id, 'many')).toEqual(found)
  },
)

test.each(SEEDS.slice(0, 5))('seed %i: with controllers apart', async (seed) => {
  const [broker, controller] = [{ roles: 'broker' }, { roles: 'controller' }]
  const bench = await new ServerBench(seed).cluster({
    1: broker,
    2: broker,
    3: broker,
    4: controller,
    5: controller,
    6: controller,
  })
  await bench.makeTopic('orders', [2, 3, 1])
  expect(await bench.sent(2, 'orders', 'a')).toBe('at 0')
  await bench.pass(1000)
  bench.kill(4 + (seed % 3))
  const moment = bench.remember()
  bench.kill(2)
  await bench.pass(15_000)
  await bench.bringBack(moment)
  for (const id of [1, 2, 3]) expect(await bench.partition(id, 'orders')).toBe('2/1,2,3')
  expect(await bench.sent(2, 'orders', 'b')).toBe('at 1')
})
