/** One seed: a broker, its clients and its misfortunes, in virtual time; then what must hold is checked. */
import { createHash } from 'node:crypto'
import { Admin } from '../core/client/admin.ts'
import { KafkaConsumer } from '../core/client/consumer.ts'
import { check, type FinalLog } from './checks.ts'
import { clientEnv, GROUP, Reader, type Room, TOPIC, Writer } from './clients.ts'
import { MemoryTrace, SimWorld } from './env.ts'
import { disturb, ensureUp, type Target } from './faults.ts'
import { FaultyDisk } from './faulty-disk.ts'
import { History, type ProducerKind } from './history.ts'
import { Machine } from './machine.ts'

export interface RunResult {
  readonly seed: number
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

const WRITERS: readonly ProducerKind[] = [
  { acks: 'all', idempotent: true, inOrder: true },
  { acks: 'all', idempotent: true, inOrder: true },
  { acks: 'all', idempotent: false, inOrder: true },
  { acks: '1', idempotent: false, inOrder: true },
  { acks: '0', idempotent: false, inOrder: false },
]

/** Lines with the virtual time at which they were said. */
class RunTrace extends MemoryTrace {
  constructor(private readonly now: () => number) {
    super()
  }

  override log(level: string, logger: string, message: string): void {
    super.log(level, logger, `${this.now()} ${message}`)
  }
}

class BrokerRun {
  private readonly world: SimWorld
  private readonly trace: RunTrace
  private readonly history = new History()
  private readonly room: Room
  private readonly target: Target
  private readers: Reader[] = []
  private madeReaders = 0
  /** As read when all was calm again; null until then. */
  private log: FinalLog | null = null

  constructor(private readonly seed: number) {
    const world = new SimWorld(seed, { delay: () => 1 })
    const random = world.random.fork()
    this.world = world
    this.trace = new RunTrace(() => world.scheduler.now)
    this.room = { world, random, history: this.history, trace: this.trace, partitions: random.between(1, 3) }
    const delay = () =>
      new Promise<void>((done) => void world.scheduler.after(random.between(0, this.target.syncMs), done))
    const disk = new FaultyDisk(random.fork(), { delay }, () => world.scheduler.now + world.scheduler.wallOffset)
    this.target = {
      scheduler: world.scheduler,
      random,
      machine: new Machine(world, disk, this.trace),
      disk,
      syncMs: random.pick([0, 5, 30]),
      replaceReader: () => this.replaceReader(),
      problem: (text) => this.history.problems.push(text),
    }
  }

  async run(): Promise<RunResult> {
    try {
      await this.world.scheduler.until(this.scenario(), 3_600_000)
    } catch (error) {
      this.history.problems.push((error as Error).stack ?? String(error))
    }
    const { seed, history, trace, log } = this
    const problems = log ? check(history, log) : history.problems
    const story = JSON.stringify([
      trace.lines,
      [...history.acknowledged],
      history.seen,
      [...history.committed],
      problems,
    ])
    return {
      seed,
      problems,
      hash: createHash('sha256').update(story).digest('hex').slice(0, 16),
      lines: trace.lines,
      records: [...(log?.values() ?? [])].reduce((sum, values) => sum + values.size, 0),
      acknowledged: history.acknowledged.size,
      starts: this.target.machine.starts,
      virtualMs: this.world.scheduler.now,
    }
  }

  private async scenario(): Promise<void> {
    const { target, room } = this
    await target.machine.format()
    await ensureUp(target)
    await this.makeTopic()
    const writers = WRITERS.map((kind, at) => new Writer(room, `w${at}`, kind))
    this.readers = [this.newReader(), this.newReader()]
    await disturb(target, target.random.between(2, 8))
    await ensureUp(target)
    await this.within(300_000, 'producers settle', Promise.all(writers.map((writer) => writer.finish())))
    // With acks=0 records may still be on their way.
    await new Promise<void>((resolve) => void this.world.scheduler.after(10_000, resolve))
    const log = await this.within(60_000, 'the log is read', this.readAll('after'))
    this.log = log
    await this.within(120_000, 'the group catches up', this.caughtUp(log))
    for (const reader of this.readers) reader.kill()
    await this.within(60_000, 'the node stops', target.machine.stop())
    await ensureUp(target)
    const again = await this.within(60_000, 'the log is read again', this.readAll('again'))
    if (textOf(again) !== textOf(log)) target.problem('a clean restart changed the log')
  }

  private newReader(): Reader {
    return new Reader(this.room, `r${this.madeReaders++}`)
  }

  private replaceReader(): void {
    this.readers.shift()?.kill()
    this.readers.push(this.newReader())
  }

  private async makeTopic(): Promise<void> {
    const admin = new Admin(
      { 'bootstrap.servers': 'localhost:9092', 'client.id': 'admin' },
      clientEnv(this.room, 'admin'),
    )
    const configs = { 'internal.segment.bytes': '3000', 'index.interval.bytes': '300', 'retention.ms': '-1' }
    await admin.createTopics([{ name: TOPIC, numPartitions: this.room.partitions, replicationFactor: 1, configs }])
    await admin.close()
  }

  private async within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
    const late = new Promise<never>((_resolve, reject) => {
      this.world.scheduler.after(ms, () => reject(new Error(`${what}: not within ${ms} virtual ms`)))
    })
    late.catch(() => {})
    return Promise.race([work, late])
  }

  private lone(name: string, config: Readonly<Record<string, string>> = {}): KafkaConsumer {
    const base = { 'bootstrap.servers': 'localhost:9092', 'client.id': name, 'enable.auto.commit': 'false' }
    return new KafkaConsumer({ ...base, ...config }, clientEnv(this.room, name))
  }

  private places() {
    return Array.from({ length: this.room.partitions }, (_, partition) => ({ topic: TOPIC, partition }))
  }

  /** The whole log, as a consumer without a group reads it. */
  private async readAll(name: string): Promise<FinalLog> {
    const consumer = this.lone(name)
    const places = this.places()
    const log = new Map(places.map(({ partition }) => [partition, new Map<number, string>()]))
    consumer.assign(places)
    consumer.seekToBeginning(places)
    const ends = await consumer.endOffsets(places)
    const behind = () => places.some((place) => (log.get(place.partition)?.size ?? 0) < (ends.get(place) ?? 0))
    while (behind())
      for (const { partition, offset, value } of await consumer.poll(500)) log.get(partition)?.set(offset, value ?? '')
    await consumer.close()
    return log
  }

  /** The broker is asked, not the history: a reader may die between its commit and the note of it. */
  /**
   * Waits until the coordinator has every record of the log as committed. What it has may be more than was acknowledged
   * (answers get lost), never less.
   */
  private async caughtUp(log: FinalLog): Promise<void> {
    const auditor = this.lone('auditor', { 'group.id': GROUP })
    for (;;) {
      const before = new Map(this.history.committed)
      const found = [...(await auditor.committed(this.places()))]
      for (const [{ partition }, committed] of found)
        this.compareCommitted(partition, committed?.offset ?? 0, before.get(partition) ?? 0)
      if (found.every(([{ partition }, committed]) => (committed?.offset ?? 0) >= (log.get(partition)?.size ?? 0)))
        break
      await new Promise<void>((resolve) => void this.world.scheduler.after(500, resolve))
    }
    await auditor.close()
  }

  private compareCommitted(partition: number, offset: number, least: number): void {
    if (offset < least) this.target.problem(`${partition}: ${least} was committed, the group is at ${offset}`)
    else this.history.committedUpTo(partition, offset)
  }
}

function textOf(log: FinalLog): string {
  return JSON.stringify([...log].map(([partition, values]) => [partition, [...values]]))
}

/** Runs the seed in this thread; takes about a hundred ms. */
export function runSeed(seed: number): Promise<RunResult> {
  return new BrokerRun(seed).run()
}
