import { expect, test } from 'vitest'
import type { Env } from '../../core/env/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { SeededRandom } from '../../sim/random.ts'
import { formatOnFirstStart } from './run-node.ts'

const PROPERTIES = new Map([
  ['node.id', '1'],
  ['log.dirs', 'a,b'],
])

/** The dirs that have a meta.properties after two starts, between which one was taken from some. */
async function formatted(taken: readonly string[]): Promise<string[]> {
  const disk = new MemoryDisk()
  const clock = { monotonic: () => 0, wall: () => 1_795_000_000_000 }
  const env = { disk, clock, random: new SeededRandom(1), trace: { log: () => {}, event: () => {} } } as unknown as Env
  await formatOnFirstStart(env, PROPERTIES, null)
  for (const dir of taken) await disk.remove(`${dir}/meta.properties`)
  await formatOnFirstStart(env, PROPERTIES, null)
  return (await disk.list('')).map(({ path }) => path).filter((path) => path.endsWith('/meta.properties'))
}

test('a new node is formatted', async () => {
  expect(await formatted([])).toEqual(['a/meta.properties', 'b/meta.properties'])
})

test('dirs with data that nobody formatted are left alone', async () => {
  expect(await formatted(['a', 'b'])).toEqual([])
})

test('a dir that is not formatted beside one that is stays so: Kafka asks for kafka-storage.sh', async () => {
  expect(await formatted(['b'])).toEqual(['a/meta.properties'])
})
