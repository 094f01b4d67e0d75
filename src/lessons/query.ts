import type { ClusterState, PartitionState } from '../cluster/cluster-state.ts'
import type { ClusterReader } from './cluster-reader.ts'
import { unknown } from './nearest.ts'

/** A question with a number for an answer, asked of the running cluster: `lag readers page-views`. */
export interface Query {
  readonly name: string
  readonly args: readonly string[]
}

interface Answerer {
  readonly args: readonly string[]
  readonly ask: (args: readonly string[], cluster: { state: ClusterState; reader: ClusterReader }) => Promise<number>
}

const partitionsOf = (state: ClusterState, topic: string) => state.topics.get(topic)?.partitions ?? []

const ofPartition = (tell: (partition: PartitionState) => number): Answerer => ({
  args: ['TOPIC', 'PARTITION'],
  ask: async ([topic = '', partition], { state }) => {
    const found = partitionsOf(state, topic)[Number(partition)]
    return found ? tell(found) : -1
  },
})

const QUERIES: { readonly [name: string]: Answerer } = {
  /** How many records the topic holds now. */
  records: { args: ['TOPIC'], ask: async ([topic = ''], { reader }) => (await reader.records(topic)).length },
  /** The offset of the n-th record of a partition, from 1; -1 when there are fewer. */
  'offset-of-nth': {
    args: ['TOPIC', 'PARTITION', 'N'],
    ask: async ([topic = '', partition, n], { reader }) => {
      const found = (await reader.records(topic)).filter((record) => record.partition === Number(partition))
      return found[Number(n) - 1]?.offset ?? -1
    },
  },
  /** Of a partition: its leader (−1: none), leader epoch, and how many replicas it has and are in sync. */
  leader: ofPartition(({ leader }) => leader),
  epoch: ofPartition(({ leaderEpoch }) => leaderEpoch),
  replicas: ofPartition(({ replicas }) => replicas.length),
  isr: ofPartition(({ isr }) => isr.length),
  /** Of a partition: the bytes of its leader's segments; the batches they hold. */
  bytes: ofPartition(({ size }) => size),
  batches: {
    args: ['TOPIC', 'PARTITION'],
    ask: async ([topic = '', partition], { reader }) =>
      (await reader.batches(topic)).filter((batch) => batch.partition === Number(partition)).length,
  },
  /** How many partitions of the topic a broker leads. */
  leads: {
    args: ['BROKER', 'TOPIC'],
    ask: async ([broker, topic = ''], { state }) =>
      partitionsOf(state, topic).filter(({ leader }) => leader === Number(broker)).length,
  },
  partitions: { args: ['TOPIC'], ask: async ([topic = ''], { state }) => partitionsOf(state, topic).length },
  'partitions-with-key': {
    args: ['TOPIC', 'KEY'],
    ask: async ([topic = '', key], { reader }) => {
      const found = (await reader.records(topic)).filter((record) => record.key === key)
      return new Set(found.map(({ partition }) => partition)).size
    },
  },
  /** The offset that the partition's next record will have. */
  end: {
    args: ['TOPIC', 'PARTITION'],
    ask: async ([topic = '', partition], { state }) =>
      partitionsOf(state, topic)[Number(partition)]?.highWatermark ?? -1,
  },
  /** Where the group goes on reading in the partition; -1 when it has committed nothing. */
  committed: {
    args: ['GROUP', 'TOPIC', 'PARTITION'],
    ask: async ([group, topic, partition], { state }) => {
      const committed = state.groups.find(({ id }) => id === group)?.committed ?? []
      return committed.find((one) => one.topic === topic && one.partition === Number(partition))?.offset ?? -1
    },
  },
  members: {
    args: ['GROUP'],
    ask: async ([group], { state }) => state.groups.find(({ id }) => id === group)?.members.length ?? 0,
  },
  /** Members that have no partition; most partitions that one member has. */
  idle: { args: ['GROUP'], ask: async ([group], { state }) => sharesOf(state, group).filter((n) => n === 0).length },
  most: { args: ['GROUP'], ask: async ([group], { state }) => Math.max(0, ...sharesOf(state, group)) },
  lag: { args: ['GROUP', 'TOPIC'], ask: async ([group = '', topic = ''], { state }) => lagOf(state, group, topic) },
}

/** How many partitions each member has. */
function sharesOf(state: ClusterState, group: string | undefined): number[] {
  return state.groups.find(({ id }) => id === group)?.members.map(({ partitions }) => partitions.length) ?? []
}

/** Records of the topic that lie after what the group has committed; all of them where it has committed nothing. */
function lagOf(state: ClusterState, group: string, topic: string): number {
  const committed = state.groups.find(({ id }) => id === group)?.committed ?? []
  return partitionsOf(state, topic).reduce((sum, { partition, logStartOffset, highWatermark }) => {
    const at = committed.find((one) => one.topic === topic && one.partition === partition)?.offset ?? logStartOffset
    return sum + Math.max(0, highWatermark - at)
  }, 0)
}

/** Reads a query; gives the fault in words when it is none. */
export function parseQuery(source: string): Query | { readonly fault: string } {
  const [name = '', ...args] = source.trim().split(/\s+/)
  const query = Object.hasOwn(QUERIES, name) ? QUERIES[name] : undefined
  if (!query) return { fault: unknown('question to the cluster', name, Object.keys(QUERIES)) }
  if (args.length < query.args.length) return { fault: `${name} needs ${query.args.join(' ')}` }
  return { name, args }
}

/** Asks the cluster. */
export function ask(query: Query, cluster: { state: ClusterState; reader: ClusterReader }): Promise<number> {
  return QUERIES[query.name]?.ask(query.args, cluster) ?? Promise.resolve(Number.NaN)
}
