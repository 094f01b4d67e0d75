import { expect, test } from 'vitest'
import type { Admin } from '../../engine/core/client/admin.ts'
import { batchesIn, buildBatch } from '../../engine/core/record/batch.ts'
import { type ClusterState, EMPTY_STATE } from '../cluster/cluster-state.ts'
import type { Batches } from '../log-view/batch-source.ts'
import type { RecordsCheck } from './check.ts'
import { evaluate } from './checks.ts'
import { FetchingReader, type Tally, type TallyOf } from './cluster-reader.ts'
import type { Evidence } from './evidence.ts'
import { SAYINGS } from './sayings.ts'

const batch = (baseOffset: number, value: string) =>
  buildBatch({
    baseOffset,
    records: [{ timestamp: 0, key: new TextEncoder().encode('k'), value: new TextEncoder().encode(value) }],
  })

/** All values that there are. */
const VALUES: TallyOf<Tally & { readonly values: (string | null)[] }> = {
  name: 'values',
  make: () => {
    const values: (string | null)[] = []
    return { values, record: ({ value }) => values.push(value) }
  },
  isOf: () => true,
}

/** A log that tests change, and the reader of it. */
function logOf() {
  const log = { batches: [] as Uint8Array[], cleanings: 0, start: 0, pauses: 0, asked: [] as number[] }
  const state = (): ClusterState => {
    const size = log.batches.reduce((sum, bytes) => sum + bytes.length, 0)
    const place = { topic: 't', partition: 0, leader: 1, leaderEpoch: 0, replicas: [1], isr: [1], copies: new Map() }
    const highWatermark =
      1 + Math.max(-1, ...log.batches.map((bytes) => [...batchesIn(bytes)][0]?.header.lastOffset ?? -1))
    const partitions = [{ ...place, logStartOffset: log.start, highWatermark, size }]
    return { ...EMPTY_STATE, topics: new Map([['t', { name: 't', id: 'id', internal: false, partitions }]]) }
  }
  const source = {
    fetch: async (_brokers: unknown, _partition: unknown, offset: number) => {
      log.asked.push(offset)
      const all = log.batches.flatMap((bytes) => [...batchesIn(bytes)])
      return { batches: all.filter(({ header }) => header.lastOffset >= offset) }
    },
  } as unknown as Batches
  const reader = new FetchingReader({
    state,
    source,
    admin: async () => ({}) as Admin,
    cleanings: () => log.cleanings,
    pauses: { ifDue: async () => void log.pauses++ },
  })
  const says = async (records: Omit<RecordsCheck['records'], 'topic'>) => {
    const evidence = { state: state(), reader, say: SAYINGS } as unknown as Evidence
    return (await evaluate({ records: { topic: 't', ...records } }, evidence)).now
  }
  return { log, reader, says, values: async () => (await reader.tally('t', VALUES)).flatMap(({ values }) => values) }
}

test('what was read once is not read again', async () => {
  const { log, values } = logOf()
  log.batches = [batch(0, 'a')]
  expect(await values()).toEqual(['a'])
  log.batches.push(batch(1, 'b'))
  expect(await values()).toEqual(['a', 'b'])
  expect(log.asked).toEqual([0, 1])
})

test('after a cleaning all is read anew, also when the log has grown beyond its old size meanwhile', async () => {
  const { log, values } = logOf()
  log.batches = [batch(0, 'a'), batch(1, 'b')]
  expect(await values()).toEqual(['a', 'b'])
  log.batches = [batch(1, 'b'), batch(2, 'c'), batch(3, 'd')]
  log.cleanings = 1
  expect(await values()).toEqual(['b', 'c', 'd'])
})

/** So many records with these keys, one after another. */
const many = (baseOffset: number, count: number, keys: readonly string[] = ['k']) =>
  buildBatch({
    baseOffset,
    records: Array.from({ length: count }, (_, i) => ({
      timestamp: 0,
      key: new TextEncoder().encode(keys[i % keys.length]),
      value: new TextEncoder().encode('v'),
    })),
  })

test('of a large log all records count, with a key or without', async () => {
  const { log, says } = logOf()
  log.batches = Array.from({ length: 30 }, (_, i) => many(i * 1000, 1000, i === 0 ? ['first', 'k'] : ['k']))
  expect(await says({})).toBe('30000 such records')
  expect(await says({ key: 'first' })).toBe('500 such records')
  expect(await says({ distinct: { key: 3 } })).toBe('2 keys')
  log.batches.push(many(30_000, 7))
  expect(await says({})).toBe('30007 such records')
})

test('the page gets its turn while a log is read, and one reading is for all goals', async () => {
  const { log, says } = logOf()
  log.batches = [many(0, 10), many(10, 10)]
  expect(await Promise.all([says({}), says({ key: 'k' }), says({ value: 'other' })])).toEqual([
    '20 such records',
    '20 such records',
    '0 such records',
  ])
  expect([log.asked, log.pauses]).toEqual([[0], 2])
})

test('what a cleaner left out, what a transaction ended with, and what stands before the log start is no record', async () => {
  const { log, says } = logOf()
  const marker = buildBatch({
    baseOffset: 40,
    control: true,
    transactional: true,
    producerId: 1,
    records: [{ timestamp: 0, key: new Uint8Array(4), value: new Uint8Array(6) }],
  })
  log.batches = [many(0, 10), many(30, 5), marker, many(41, 2)]
  expect(await says({})).toBe('17 such records')
  log.start = 7
  expect(await says({})).toBe('10 such records')
  expect(await says({ key: 'k' })).toBe('10 such records')
})
