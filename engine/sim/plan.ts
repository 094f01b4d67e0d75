/** What one seed runs: the cluster, its configs and topics, who writes, and which faults may come. All by chance (swarm testing). */
import type { ProducerKind } from './history.ts'
import type { SeededRandom } from './random.ts'
import { makeTablePlan, type TablePlan } from './table-plan.ts'

export interface NodePlan {
  readonly id: number
  /** `process.roles` */
  readonly roles: string
  /** Speed of its clock beside the room's. */
  readonly clockRate: number
}

export interface TopicPlan {
  readonly name: string
  readonly partitions: number
  readonly replicationFactor: number
  readonly minIsr: number
  /** `unclean.leader.election.enable`: acknowledged records may be lost. */
  readonly unclean: boolean
  readonly configs: Readonly<Record<string, string>>
}

export interface WriterPlan extends ProducerKind {
  readonly topic: string
}

export interface ClusterPlan {
  readonly nodes: readonly NodePlan[]
  /** Of every server. */
  readonly properties: Readonly<Record<string, string>>
  /** Each broker is in a rack of its own, and consumers read from the replica in theirs (KIP-392). */
  readonly racks: boolean
  /** Whether eligible leader replicas are on (KIP-966). */
  readonly elr: boolean
  readonly topics: readonly TopicPlan[]
  /** null: no compacted topic. */
  readonly table: TablePlan | null
  readonly writers: readonly WriterPlan[]
  /** Topics are made, grown, reassigned and deleted, configs changed, leaders elected meanwhile. */
  readonly operator: boolean
  /** Longest time that a message takes, and that a sync takes, ms. */
  readonly latencyMs: number
  readonly syncMs: number
  /** How many times something is done to the cluster. */
  readonly faults: number
  /** Faults come thick and fast, while little is written: many elections. */
  readonly storm: boolean
  /** `log.dirs` of every node, each a device of its own that can fail; the first holds the metadata log. */
  readonly logDirs: readonly string[]
  /** Those who have just elected a controller are killed, and cut off from it. */
  readonly electorsDie: boolean
}

/** Where clients find the brokers; controllers listen 100 higher. */
export const BROKER_PORT = 9090
export const CONTROLLER_PORT = 9190

/** Of a broker with that id, where there are racks. */
export function rackOf(id: number): string {
  return `rack-${id}`
}

export function isBroker({ roles }: NodePlan): boolean {
  return roles.includes('broker')
}
export function isController({ roles }: NodePlan): boolean {
  return roles.includes('controller')
}

export function brokersOf({ nodes }: Pick<ClusterPlan, 'nodes'>): readonly NodePlan[] {
  return nodes.filter(isBroker)
}

/** `extra`: decides by itself about what not every plan has, so that the others stay as they are. */
export function makePlan(random: SeededRandom, extra: SeededRandom): ClusterPlan {
  const plan = makeBasicPlan(random)
  const table = makeTablePlan(extra, { brokers: brokersOf(plan).length, logDirs: plan.logDirs.length })
  return { ...plan, table, properties: { ...plan.properties, ...table?.properties } }
}

function makeBasicPlan(random: SeededRandom): ClusterPlan {
  const nodes = nodesOf(random)
  const brokers = nodes.filter(isBroker).length
  const topics = topicsOf(random, brokers)
  const storm = random.chance(0.25)
  return {
    nodes,
    table: null,
    properties: propertiesOf(random, brokers),
    racks: random.chance(0.25),
    elr: random.chance(0.5),
    topics,
    writers: writersOf(random, topics),
    operator: random.chance(0.5),
    latencyMs: random.pick([1, 1, 5, 40]),
    syncMs: random.pick([0, 0, 5, 30]),
    faults: storm ? random.between(10, 25) : random.between(2, 6),
    storm,
    logDirs: random.chance(0.2) ? ['logs', 'more-logs'] : ['logs'],
    electorsDie: random.chance(0.15) && nodes.filter(isController).length >= 3,
  }
}

/** Three combined nodes are the page's default; the rest are what lessons ask for. */
function nodesOf(random: SeededRandom): NodePlan[] {
  const [combined, brokers, controllers] = random.pick<readonly [number, number, number]>([
    [1, 0, 0],
    [3, 0, 0],
    [3, 0, 0],
    [3, 0, 0],
    [3, 0, 0],
    [5, 0, 0],
    [3, 1, 0],
    [0, 3, 1],
    [0, 3, 3],
    [0, 2, 3],
    [0, 4, 3],
  ])
  const roles = [
    ...Array<string>(combined).fill('broker,controller'),
    ...Array<string>(brokers).fill('broker'),
    ...Array<string>(controllers).fill('controller'),
  ]
  const drifts = random.chance(0.3)
  return roles.map((one, at) => {
    return { id: at + 1, roles: one, clockRate: drifts ? random.pick([0.8, 0.95, 1, 1.05, 1.25]) : 1 }
  })
}

function topicsOf(random: SeededRandom, brokers: number): TopicPlan[] {
  const topic = (name: string, unclean: boolean): TopicPlan => {
    const replicationFactor = Math.min(brokers, random.pick([1, 2, 3, 3, 3]))
    const minIsr = random.between(1, Math.max(1, replicationFactor - 1))
    const configs = {
      'internal.segment.bytes': String(random.pick([2000, 5000, 1_000_000])),
      'index.interval.bytes': '300',
      'retention.ms': '-1',
      'min.insync.replicas': String(minIsr),
      'unclean.leader.election.enable': String(unclean),
    }
    return { name, partitions: random.between(1, 3), replicationFactor, minIsr, unclean, configs }
  }
  return [topic('orders', false), ...(random.chance(0.25) ? [topic('loose', true)] : [])]
}

function propertiesOf(random: SeededRandom, brokers: number): Record<string, string> {
  const session = random.pick([2000, 4000, 9000])
  const text = (values: Readonly<Record<string, number | boolean>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]))
  return text({
    'broker.session.timeout.ms': session,
    'broker.heartbeat.interval.ms': Math.floor(session / 4),
    'controller.quorum.election.timeout.ms': random.pick([300, 1000]),
    'controller.quorum.fetch.timeout.ms': random.pick([1000, 2000]),
    'replica.lag.time.max.ms': random.pick([1500, 4000, 10_000]),
    'replica.fetch.wait.max.ms': random.pick([100, 500]),
    'replica.fetch.max.bytes': random.pick([500, 1_048_576]),
    'replica.high.watermark.checkpoint.interval.ms': random.pick([500, 5000]),
    'log.flush.offset.checkpoint.interval.ms': random.pick([1000, 60_000]),
    'metadata.log.max.record.bytes.between.snapshots': random.pick([2000, 10_000, 20_971_520]),
    'metadata.max.retention.bytes': random.pick([4000, 104_857_600]),
    'leader.imbalance.check.interval.seconds': random.pick([5, 300]),
    'offsets.topic.num.partitions': random.pick([1, 3]),
    'offsets.topic.replication.factor': Math.min(3, brokers),
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
  })
}

function writersOf(random: SeededRandom, topics: readonly TopicPlan[]): WriterPlan[] {
  const kinds: readonly ProducerKind[] = [
    { acks: 'all', idempotent: true, inOrder: true },
    { acks: 'all', idempotent: false, inOrder: true },
    { acks: '1', idempotent: false, inOrder: true },
    { acks: '0', idempotent: false, inOrder: false },
  ]
  return topics.flatMap(({ name: topic }) => {
    const some = topic === 'loose' ? [random.pick(kinds)] : kinds.filter((_, at) => at === 0 || random.chance(0.5))
    return some.map((kind) => ({ ...kind, topic }))
  })
}
