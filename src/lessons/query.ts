import type { ClusterState, PartitionState } from '../cluster/cluster-state.ts'
import { lagOf } from '../cluster/lag.ts'
import type { ClusterReader } from './cluster-reader.ts'
import { unknown } from './nearest.ts'
import { allBatches, nthRecord, wantedRecords, withKey } from './tallies.ts'

/** A question with a number for an answer, asked of the running cluster: `lag readers page-views`. */
export interface Query {
  readonly name: string
  readonly args: readonly string[]
}

interface Answerer {
  readonly args: readonly string[]
  /** What is asked, for AUTHORING.md. */
  readonly says: string
  readonly ask: (args: readonly string[], cluster: { state: ClusterState; reader: ClusterReader }) => Promise<number>
}

const partitionsOf = (state: ClusterState, topic: string) => state.topics.get(topic)?.partitions ?? []

const ofPartition = (says: string, tell: (partition: PartitionState) => number): Answerer => ({
  args: ['TOPIC', 'PARTITION'],
  says,
  ask: async ([topic = '', partition], { state }) => {
    const found = partitionsOf(state, topic)[Number(partition)]
    return found ? tell(found) : -1
  },
})

/** Questions by name. */
export const QUERIES: { readonly [name: string]: Answerer } = {
  records: {
    args: ['TOPIC'],
    says: 'records that the topic holds',
    ask: async ([topic = ''], { reader }) =>
      (await reader.tally(topic, wantedRecords({ topic }))).reduce((sum, { count }) => sum + count, 0),
  },
  'offset-of-nth': {
    args: ['TOPIC', 'PARTITION', 'N'],
    says: 'the offset of the N-th record, from 1',
    ask: async ([topic = '', partition, n], { reader }) => {
      const [tally] = await reader.tally(topic, nthRecord(Number(partition), Number(n)))
      return tally?.offset ?? -1
    },
  },
  leader: ofPartition('the leader’s id; −1: none', ({ leader }) => leader),
  epoch: ofPartition('the leader epoch', ({ leaderEpoch }) => leaderEpoch),
  replicas: ofPartition('how many replicas', ({ replicas }) => replicas.length),
  isr: ofPartition('how many are in sync', ({ isr }) => isr.length),
  bytes: ofPartition('bytes of the leader’s segments', ({ size }) => size),
  batches: {
    args: ['TOPIC', 'PARTITION'],
    says: 'batches that they hold',
    ask: async ([topic = '', partition], { reader }) =>
      (await reader.tally(topic, allBatches(Number(partition))))[0]?.count ?? 0,
  },
  leads: {
    args: ['BROKER', 'TOPIC'],
    says: 'partitions of the topic that the broker leads',
    ask: async ([broker, topic = ''], { state }) =>
      partitionsOf(state, topic).filter(({ leader }) => leader === Number(broker)).length,
  },
  partitions: {
    args: ['TOPIC'],
    says: 'how many it has',
    ask: async ([topic = ''], { state }) => partitionsOf(state, topic).length,
  },
  'partitions-with-key': {
    args: ['TOPIC', 'KEY'],
    says: 'partitions that hold a record with this key',
    ask: async ([topic = '', key], { reader }) => {
      const tallies = await reader.tally(topic, withKey(key))
      return tallies.filter(({ count }) => count > 0).length
    },
  },
  end: {
    args: ['TOPIC', 'PARTITION'],
    says: 'the offset that the next record will have',
    ask: async ([topic = '', partition], { state }) =>
      partitionsOf(state, topic)[Number(partition)]?.highWatermark ?? -1,
  },
  committed: {
    args: ['GROUP', 'TOPIC', 'PARTITION'],
    says: 'where the group goes on reading',
    ask: async ([group, topic, partition], { state }) => {
      const committed = state.groups.find(({ id }) => id === group)?.committed ?? []
      return committed.find((one) => one.topic === topic && one.partition === Number(partition))?.offset ?? -1
    },
  },
  members: {
    args: ['GROUP'],
    says: 'members, with or without partitions',
    ask: async ([group], { state }) => state.groups.find(({ id }) => id === group)?.members.length ?? 0,
  },
  idle: {
    args: ['GROUP'],
    says: 'members without a partition',
    ask: async ([group], { state }) => sharesOf(state, group).filter((n) => n === 0).length,
  },
  most: {
    args: ['GROUP'],
    says: 'partitions of the busiest member',
    ask: async ([group], { state }) => Math.max(0, ...sharesOf(state, group)),
  },
  lag: {
    args: ['GROUP', 'TOPIC'],
    says: 'records after what it has committed',
    ask: async ([group, topic = ''], { state }) =>
      lagOf(state, state.groups.find(({ id }) => id === group)?.committed ?? [], [topic]),
  },
}

/** How many partitions each member has. */
function sharesOf(state: ClusterState, group: string | undefined): number[] {
  return state.groups.find(({ id }) => id === group)?.members.map(({ partitions }) => partitions.length) ?? []
}

/** Reads a query; gives the fault in words when it is none. */
export function parseQuery(source: string): Query | { readonly fault: string } {
  const [name = '', ...args] = source.trim().split(/\s+/)
  const query = Object.hasOwn(QUERIES, name) ? QUERIES[name] : undefined
  if (!query) return { fault: unknown('question to the cluster', name, Object.keys(QUERIES)) }
  const fault = argsFault(name, query.args, args)
  return fault === undefined ? { name, args } : { fault }
}

/** Words of a question that stand for whole numbers. */
const NUMBERS = ['PARTITION', 'BROKER', 'N']

function argsFault(name: string, wanted: readonly string[], given: readonly string[]): string | undefined {
  const extra = given.slice(wanted.length)
  if (given.length < wanted.length) return `${name} needs ${wanted.join(' ')}`
  if (extra.length > 0) return `${name} takes ${wanted.join(' ')}, and nothing more: ${extra.join(' ')}`
  const wrong = wanted.findIndex((what, i) => NUMBERS.includes(what) && !/^\d+$/.test(given[i] ?? ''))
  return wrong < 0 ? undefined : `expected a whole number for ${wanted[wrong]}, found ${given[wrong]}`
}

/** Asks the cluster. */
export function ask(query: Query, cluster: { state: ClusterState; reader: ClusterReader }): Promise<number> {
  return QUERIES[query.name]?.ask(query.args, cluster) ?? Promise.resolve(Number.NaN)
}
