/** One seed: a cluster, its clients and its misfortunes, in virtual time; then what must hold is checked. */
import { createHash } from 'node:crypto'
import { loadAllParts } from '../core/base/part.ts'
import { Admin } from '../core/client/admin.ts'
import { KafkaConsumer } from '../core/client/consumer.ts'
import { missing } from './calm.ts'
import { check, type FinalLog } from './checks.ts'
import { bootstrap, clientEnv, GROUP, Reader, type Room, TOPIC, Writer } from './clients.ts'
import { SimWorld } from './env.ts'
import { calmDown, disturb, loseDisk, pause, type Target } from './faults.ts'
import { History, type Place } from './history.ts'
import { RoomLinks } from './links.ts'
import { SimNode } from './node.ts'
import { Operator } from './operator.ts'
import { type ClusterPlan, makePlan } from './plan.ts'
import { SeededRandom } from './random.ts'
import { RunTrace } from './run-trace.ts'
import { checkTables, TABLE, TableModel, TableWriter } from './tables.ts'
import { Watch } from './watch.ts'

/** Compacted, like the table. */
const OFFSETS = '__consumer_offsets'
/** Plans of tables are drawn by themselves: those of before stay as they are. */
const TABLE_SEEDS = 7_000_000

export interface RunResult {
  readonly seed: number
  readonly plan: ClusterPlan
  /** Empty when all is well. */
  readonly problems: readonly string[]
  /** Of everything that was said and done: equal for equal seeds. */
  readonly hash: string
  readonly lines: readonly string[]
  readonly records: number
  readonly acknowledged: number
  readonly starts: number
  readonly virtualMs: number
}

class ClusterRun {
  private readonly world: SimWorld
  private readonly trace: RunTrace
  private readonly history = new History()
  private readonly room: Room
  private readonly target: Target
  private readonly watch: Watch
  private readonly plan: ClusterPlan
  private writers: Writer[] = []
  private readonly tables = new TableModel()
  private tableWriters: TableWriter[] = []
  private readers: Reader[] = []
  private madeReaders = 0
  private endAtOnce!: () => void
  /** What comes after the first problem tells little. */
  private readonly ended = new Promise<void>((resolve) => {
    this.endAtOnce = resolve
  })
  /** As read when all was calm again; null until then. */
  private log: FinalLog | null = null

  constructor(private readonly seed: number) {
    const random = new SeededRandom(seed)
    const plan = makePlan(random.fork(), new SeededRandom(seed + TABLE_SEEDS))
    const links = new RoomLinks(random.fork(), plan.latencyMs)
    const world = new SimWorld(seed, links)
    const { scheduler } = world
    const problem = (text: string) => this.problem(text)
    this.plan = plan
    this.world = world
    this.trace = new RunTrace(() => scheduler.now)
    this.room = { world, plan, random: random.fork(), history: this.history, trace: this.trace }
    const { trace } = this
    const nodes = plan.nodes.map((node) => new SimNode({ world, plan, node, trace, random: random.fork(), problem }))
    this.target = {
      scheduler,
      random: random.fork(),
      plan,
      nodes,
      links,
      network: world.network,
      trace,
      clients: () => ['operator', ...this.allWriters.map(({ name }) => name), ...this.readers.map(({ name }) => name)],
      replaceReader: () => this.replaceReader(),
      problem,
    }
    const isClean = (topic: string) => !plan.topics.some(({ name, unclean }) => name === topic && unclean)
    // The group's offsets are compacted too where there is a table.
    const isCompacted = (topic: string) => plan.table !== null && (topic === TABLE || topic === OFFSETS)
    this.watch = new Watch({ scheduler, nodes, trace, isClean, isCompacted, problem })
  }

  private problem(text: string): void {
    this.trace.log('SIM', 'PROBLEM', text)
    this.history.problems.push(text)
    this.endAtOnce()
  }

  async run(): Promise<RunResult> {
    // A promise that nobody waits for failed: an assertion, somewhere.
    const unhandled = (error: unknown) => this.problem(`unhandled: ${(error as Error).stack ?? error}`)
    process.on('unhandledRejection', unhandled)
    try {
      await this.world.scheduler.until(Promise.race([this.scenario(), this.ended]), 3_600_000)
    } catch (error) {
      this.problem((error as Error).stack ?? String(error))
    }
    process.off('unhandledRejection', unhandled)
    return this.result()
  }

  private result(): RunResult {
    const { seed, plan, history, trace, log } = this
    const problems = log ? check(history, log) : history.problems
    const story = [trace.lines, [...history.acknowledged], history.seen, [...history.committed], problems]
    return {
      seed,
      plan,
      problems,
      hash: createHash('sha256').update(JSON.stringify(story)).digest('hex').slice(0, 16),
      lines: trace.lines,
      records: [...(log?.values() ?? [])].reduce((sum, values) => sum + values.size, 0),
      acknowledged: history.acknowledged.size,
      starts: this.target.nodes.reduce((sum, { starts }) => sum + starts, 0),
      virtualMs: this.world.scheduler.now,
    }
  }

  private async scenario(): Promise<void> {
    const { target, room, plan, watch } = this
    this.trace.log('SIM', 'plan', JSON.stringify(plan))
    for (const node of target.nodes) await node.format()
    watch.start()
    await calmDown(target)
    await this.makeTopics()
    this.writers = plan.writers.map((kind, at) => new Writer(room, `w${at}`, kind))
    this.tableWriters = this.newTableWriters()
    this.readers = [this.newReader(), this.newReader()]
    const operator = new Operator(room)
    if (plan.operator) operator.start()
    await disturb(target)
    await loseDisk(target)
    await operator.finish()
    await calmDown(target)
    await this.within(300_000, 'producers settle', Promise.all(this.allWriters.map((writer) => writer.finish())))
    await this.aftermath()
  }

  /** All is calm: what the cluster has is read and compared. */
  private async aftermath(): Promise<void> {
    const { target, watch } = this
    // With acks=0 records may still be on their way.
    await pause(target, 5000)
    const log = await this.within(60_000, 'the log is read', this.readAll('after'))
    this.log = log
    await this.within(120_000, 'the group catches up', this.caughtUp(log))
    for (const reader of this.readers) reader.kill()
    await watch.thorough()
    await this.checkTables()
    if (target.random.chance(0.3)) await this.restartAll(log)
    watch.stop()
  }

  /** Stops every node cleanly, one after the other, and reads everything again. */
  private async restartAll(log: FinalLog): Promise<void> {
    const { target, watch } = this
    for (const node of target.nodes) {
      await Promise.race([node.stop(), pause(target, 60_000)])
      node.crash('it did not stop in time')
    }
    await calmDown(target)
    const again = await this.within(60_000, 'the log is read again', this.readAll('again'))
    if (textOf(again) !== textOf(log)) this.problem('a clean restart changed the log')
    await watch.thorough()
    await this.checkTables()
  }

  private get allWriters(): readonly (Writer | TableWriter)[] {
    return [...this.writers, ...this.tableWriters]
  }

  private newTableWriters(): TableWriter[] {
    const { table } = this.plan
    if (!table) return []
    return Array.from({ length: table.writers }, (_, at) => new TableWriter(this.room, table, this.tables, `t${at}`))
  }

  private async checkTables(): Promise<void> {
    const { table } = this.plan
    if (table) for (const one of await checkTables(this.target.nodes, this.tables, table)) this.problem(one)
  }

  private newReader(): Reader {
    return new Reader(this.room, `r${this.madeReaders++}`)
  }

  private replaceReader(): Reader | null {
    const gone = this.readers.shift() ?? null
    gone?.kill()
    this.readers.push(this.newReader())
    return gone
  }

  private async makeTopics(): Promise<void> {
    const admin = new Admin(
      { 'bootstrap.servers': bootstrap(this.room), 'client.id': 'admin' },
      clientEnv(this.room, 'admin'),
    )
    const topics = this.plan.topics.map(({ name, partitions: numPartitions, replicationFactor, configs }) => {
      return { name, numPartitions, replicationFactor, configs }
    })
    await admin.createTopics([...topics, ...this.compactedTopics()])
    await admin.close()
  }

  private compactedTopics() {
    const { table, properties } = this.plan
    if (!table) return []
    const { partitions: numPartitions, replicationFactor, configs } = table
    const offsets = {
      name: OFFSETS,
      numPartitions: Number(properties['offsets.topic.num.partitions']),
      replicationFactor: Number(properties['offsets.topic.replication.factor']),
      configs: { 'cleanup.policy': 'compact', 'internal.segment.bytes': '2000', 'min.cleanable.dirty.ratio': '0.1' },
    }
    return [{ name: TABLE, numPartitions, replicationFactor, configs }, offsets]
  }

  private async within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
    const late = new Promise<never>((_resolve, reject) => {
      this.world.scheduler.after(ms, () =>
        reject(new Error(`${what}: not within ${ms} virtual ms; missing: ${missing(this.target.nodes)}`)),
      )
    })
    late.catch(() => {})
    return Promise.race([work, late])
  }

  private lone(name: string, config: Readonly<Record<string, string>> = {}): KafkaConsumer {
    const base = { 'bootstrap.servers': bootstrap(this.room), 'client.id': name, 'enable.auto.commit': 'false' }
    return new KafkaConsumer({ ...base, ...config }, clientEnv(this.room, name))
  }

  private places() {
    const { partitions = 1 } = this.plan.topics.find(({ name }) => name === TOPIC) ?? {}
    return Array.from({ length: partitions }, (_, partition) => ({ topic: TOPIC, partition }))
  }

  /** The whole log, as a consumer without a group reads it. */
  private async readAll(name: string): Promise<FinalLog> {
    const consumer = this.lone(name)
    const places = this.places()
    const log = new Map(places.map((place) => [nameOf(place), new Map<number, string>()]))
    consumer.assign(places)
    consumer.seekToBeginning(places)
    const ends = await consumer.endOffsets(places)
    const behind = () => places.some((place) => (log.get(nameOf(place))?.size ?? 0) < (ends.get(place) ?? 0))
    while (behind())
      for (const { topic, partition, offset, value } of await consumer.poll(500))
        log.get(nameOf({ topic, partition }))?.set(offset, value ?? '')
    await consumer.close()
    return log
  }

  /**
   * Waits until the coordinator has every record of the log as committed. The broker is asked, not the history: a reader may
   * die between its commit and the note of it. What it has may be more than was acknowledged (answers get lost), never less.
   */
  private async caughtUp(log: FinalLog): Promise<void> {
    const auditor = this.lone('auditor', { 'group.id': GROUP })
    for (;;) {
      const before = new Map(this.history.committed)
      const found = [...(await auditor.committed(this.places()))]
      for (const [place, committed] of found)
        this.compareCommitted(nameOf(place), committed?.offset ?? 0, before.get(nameOf(place)) ?? 0)
      if (found.every(([place, committed]) => (committed?.offset ?? 0) >= (log.get(nameOf(place))?.size ?? 0))) break
      await pause(this.target, 500)
    }
    await auditor.close()
  }

  private compareCommitted(place: Place, offset: number, least: number): void {
    if (offset < least) this.problem(`${place}: ${least} was committed, the group is at ${offset}`)
    else this.history.committedUpTo(place, offset)
  }
}

function nameOf({ topic, partition }: { readonly topic: string; readonly partition: number }): Place {
  return `${topic}-${partition}`
}

function textOf(log: FinalLog): string {
  return JSON.stringify([...log].map(([partition, values]) => [partition, [...values]]))
}

/** Runs the seed in this thread; takes about half a second. */
export async function runSeed(seed: number): Promise<RunResult> {
  // What is loaded must not arrive at a moment of real time.
  await loadAllParts()
  return new ClusterRun(seed).run()
}
