/** The logs of `__consumer_offsets` that Apache Kafka 4.3.1 wrote: we read them to the same state and would write the same bytes. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { batchesIn, buildBatch, recordsIn } from '../record/batch.ts'
import { GROUP_COORDINATOR_DEFAULTS } from './config.ts'
import { GroupShard } from './group/group-shard.ts'
import { decodeGroupRecord, groupTombstone, offsetCommitRecord, offsetTombstone } from './group-records.ts'
import { MemoryWriter } from './memory-writer.ts'
import { Shard } from './shard.ts'
import type { CoordinatorRecord } from './write.ts'

const SEGMENTS = 'engine/golden/data/segments'

function logOf(name: string): Uint8Array {
  const partition = readdirSync(`${SEGMENTS}/${name}`).find((entry) => entry.startsWith('__consumer_offsets-'))
  return readFileSync(`${SEGMENTS}/${name}/${partition}/00000000000000000000.log`)
}

async function load(log: Uint8Array, upTo = Number.POSITIVE_INFINITY): Promise<GroupShard> {
  const writer = new MemoryWriter()
  writer.batches.push(...[...batchesIn(log)].filter(({ header }) => header.lastOffset < upTo).map(({ bytes }) => bytes))
  const env = new SimWorld(1).env('c', undefined as never)
  const shard = new Shard(
    0,
    0,
    env,
    writer,
    (context) => new GroupShard(context, GROUP_COORDINATOR_DEFAULTS, env.random),
  )
  await shard.load()
  return shard.state
}

/** What stands in the log at the end: state and generation, and the offsets. */
function told(shard: GroupShard): string[] {
  const groups = [...shard.allGroups()].map(
    ({ groupId, state, generation, members }) =>
      `${groupId} ${state} ${generation} [${[...members.values()].map(({ clientId }) => clientId)}]`,
  )
  const offsets = shard.offsets
    .groups()
    .flatMap((groupId) => [...shard.offsets.of(groupId)])
    .map(({ topic, partition, committed }) => `${topic}-${partition}=${committed.offset} "${committed.metadata}"`)
  return [...groups, ...offsets]
}

test.each([
  ['offsets-simple', 3, ['g-simple Empty 0 []', 'coord-t-0=4 "käse"', 'coord-t-1=5 ""']],
  ['offsets-simple', Number.POSITIVE_INFINITY, []],
  ['offsets-classic-range', 5, ['g-range Stable 2 [cl-r1,cl-r2]', 'coord-t-0=2 "first"', 'coord-t-3=1 ""']],
  ['offsets-classic-range', 8, ['g-range Empty 4 []', 'coord-t-0=2 "first"', 'coord-t-3=1 ""', 'coord-t-2=5 ""']],
  ['offsets-classic-range', Number.POSITIVE_INFINITY, []],
  ['offsets-classic-cooperative', Number.POSITIVE_INFINITY, ['g-coop Empty 5 []', 'coord-t-0=1 ""']],
  ['offsets-classic-assignors', 4, ['g-assign Stable 2 [cl-a1,cl-a2]']],
])('%s up to %d is read to its state', async (name, upTo, state) => {
  expect(told(await load(logOf(name), upTo))).toEqual(state)
})

test('offsets of transactions count when they are committed', async () => {
  expect(told(await load(logOf('offsets-transactional')))).toMatchInlineSnapshot(`
    [
      "g-txnoff Empty 0 []",
      "coord-t-1=1 """,
      "coord-t-0=3 "t3"",
      "coord-t-2=2 "plain"",
    ]
  `)
})

/** The record that we would write for what a golden one says. */
async function ours(record: CoordinatorRecord, log: Uint8Array, offset: number): Promise<CoordinatorRecord> {
  const decoded = decodeGroupRecord(record)
  if (decoded.kind === 'offset') {
    const { group, topic, partition } = decoded.key
    return decoded.value
      ? offsetCommitRecord(group, topic, partition, decoded.value)
      : offsetTombstone(group, topic, partition)
  }
  if (decoded.kind === 'other') throw new Error(`record type ${decoded.type}`)
  if (decoded.value === null) return groupTombstone(decoded.key.group)
  const group = (await load(log, offset + 1)).group(decoded.key.group)
  return group?.record() as CoordinatorRecord
}

test.each(['offsets-simple', 'offsets-classic-range', 'offsets-classic-cooperative', 'offsets-classic-assignors'])(
  '%s: our records and batches are the same bytes',
  async (name) => {
    const log = logOf(name)
    for (const { header, bytes } of batchesIn(log)) {
      const records: ({ timestamp: number } & CoordinatorRecord)[] = []
      for (const { key, value, offset, timestamp } of recordsIn(bytes))
        records.push({ timestamp, ...(await ours({ key: key as Uint8Array, value }, log, offset)) })
      const { baseOffset, partitionLeaderEpoch } = header
      const batch = buildBatch({ records, baseOffset, partitionLeaderEpoch, baseSequence: 0 })
      expect(Buffer.from(batch).toString('hex')).toBe(Buffer.from(bytes).toString('hex'))
    }
  },
)
