/** The controller: decides, appends, applies at once, and answers once committed (`QuorumController.java`). */
import { assert } from '../base/assert.ts'
import type { Env, Timer } from '../env/env.ts'
import { ClusterImage } from '../metadata/image.ts'
import { encodeMetadataRecord, type MetadataRecord, metadataRecord } from '../metadata/records.ts'
import { replay } from '../metadata/replay.ts'
import { MetadataTransactions } from '../metadata/transactions.ts'
import { Errors } from '../protocol/errors.ts'
import { activationRecords } from './activation.ts'
import { fenceStaleBroker } from './brokers.ts'
import { ApiError, type ControllerConfig, type ControllerState, type Decision } from './decision.ts'
import { type PeriodicTask, periodicTasks } from './periodic.ts'
import { BrokerSessions } from './sessions.ts'

/** The quorum as the controller sees it. */
export interface MetadataWriter {
  readonly logEndOffset: number
  readonly kraftVersion: number
  /** Appends records as one batch; gives the offset of the last. */
  append(values: readonly Uint8Array[]): number
}

export interface ControllerOptions {
  readonly env: Env
  readonly config: ControllerConfig
  readonly writer: () => MetadataWriter
  /** Records of bootstrap.checkpoint. */
  readonly bootstrap: readonly MetadataRecord[]
  /** `metadata.max.idle.interval.ms`; 0: no no-op records. */
  readonly maxIdleMs: number
  /** Epoch of the broker in this process; −1: there is none, or it has not registered. */
  readonly ownBrokerEpoch: () => number
  /** Brokers registered before this offset ran on a machine that has been started anew; 0: none is known to be gone. */
  readonly goneBelow: () => number
  /** Of those that are gone, nodes that are being started again. */
  readonly returning: ReadonlySet<number>
}

/** A decision function. */
export type Decide<R> = (state: ControllerState) => Decision<R>

interface Waiting {
  readonly offset: number
  readonly done: () => void
  readonly refused: (error: Error) => void
}

const LOGGER = 'org.apache.kafka.controller.QuorumController'

/** An image, and what of the log is in it. */
interface Replayed {
  readonly image: ClusterImage
  readonly transactions: MetadataTransactions
}

export class QuorumController {
  readonly sessions: BrokerSessions
  /** What is committed. */
  private committedState: Replayed = { image: new ClusterImage(), transactions: new MetadataTransactions() }
  /** While active: also what has been appended and is not committed yet. */
  private working: Replayed | null = null
  private readonly timers = new Set<Timer>()
  private waiting: Waiting[] = []
  private epoch = -1
  private lastAppend = 0

  constructor(private readonly options: ControllerOptions) {
    this.sessions = new BrokerSessions(options.config.sessionTimeoutMs)
  }

  /** Whether this node is the active controller. */
  get isActive(): boolean {
    return this.epoch >= 0
  }

  /** The committed state; decisions of the active controller see more. */
  get image(): ClusterImage {
    return this.committedState.image
  }

  /** Whether a transaction of records is open. */
  get inTransaction(): boolean {
    return this.committedState.transactions.isOpen
  }

  /** A snapshot stands for everything before: what was known is replaced. */
  snapshotLoaded(image: ClusterImage): void {
    assert(!this.isActive, 'an active controller is never sent a snapshot')
    this.committedState = { image, transactions: new MetadataTransactions() }
  }

  /** Records up to `lastOffset` are committed; the active controller has them in its working state already. */
  committed(batch: { lastOffset: number; epoch: number; records: readonly MetadataRecord[] }): void {
    apply(this.committedState, batch)
    const ready = this.waiting.filter(({ offset }) => offset <= batch.lastOffset)
    this.waiting = this.waiting.filter(({ offset }) => offset > batch.lastOffset)
    for (const { done } of ready) done()
  }

  /** This node leads the quorum, and the image holds everything committed before. */
  activate(epoch: number): void {
    const { config } = this.options
    this.epoch = epoch
    const { image, transactions } = this.committedState
    this.working = { image: image.clone(), transactions: transactions.clone() }
    this.openSessions()
    this.log(`Becoming the active controller at epoch ${epoch}.`)
    const abort = transactions.isOpen
      ? [metadataRecord('AbortTransactionRecord', 0, { reason: 'Controller failover' })]
      : []
    const records = [...abort, ...activationRecords(image, this.options.bootstrap, this.bootstrapMinIsr())]
    if (records.length > 0) this.append(records)
    this.every(this.options.maxIdleMs, () => this.writeNoOp())
    this.every(Math.ceil(config.sessionTimeoutMs / 8), () => this.fenceStale())
    for (const task of periodicTasks(config)) this.every(task.intervalMs, () => this.perform(task))
    // Those that stay away must not be left as the last in sync while the others come back one after the other.
    if (this.options.returning.size > 0) this.fenceStale()
  }

  /** All get a full session to speak up, except those of which it is known that their process is gone. */
  private openSessions(): void {
    const { env, config, ownBrokerEpoch, goneBelow, returning } = this.options
    this.sessions.reset(this.image.brokers.values(), env.clock.monotonic())
    for (const { id, epoch } of this.image.brokers.values()) {
      const gone = id === config.nodeId ? epoch !== ownBrokerEpoch() : epoch < goneBelow()
      if (gone && returning.has(id)) this.sessions.expectBack(id)
      else if (gone) this.sessions.end(id)
    }
  }

  /** Everything that waits is refused with NOT_CONTROLLER. */
  deactivate(): void {
    if (this.isActive) this.log(`Resigning leadership of epoch ${this.epoch}: what was not committed is dropped.`)
    this.epoch = -1
    this.working = null
    for (const timer of this.timers) timer.cancel()
    this.timers.clear()
    const error = new ApiError(Errors.NOT_CONTROLLER, 'No controller appears to be active.')
    for (const { refused } of this.waiting.splice(0)) refused(error)
  }

  /** Decides, and resolves with the response once the records are committed. Rejects with ApiError NOT_CONTROLLER. */
  async run<R>(decide: Decide<R>): Promise<R> {
    if (!this.isActive) throw new ApiError(Errors.NOT_CONTROLLER, 'No controller appears to be active.')
    const { records, response } = decide(this.state())
    const offset = records.length > 0 ? this.append(records) : this.workingState.image.offset
    if (offset > this.image.offset) await this.untilCommitted(offset)
    return response
  }

  /** What decisions are made from. */
  state(): ControllerState {
    const { env, config, writer } = this.options
    return {
      image: this.workingState.image,
      sessions: this.sessions,
      config,
      random: env.random,
      now: env.clock.monotonic(),
      kraftVersion: writer().kraftVersion,
      nextOffset: writer().logEndOffset,
    }
  }

  private untilCommitted(offset: number): Promise<void> {
    return new Promise((done, refused) => this.waiting.push({ offset, done, refused }))
  }

  private append(records: readonly MetadataRecord[]): number {
    const last = this.options.writer().append(records.map(encodeMetadataRecord))
    this.lastAppend = this.options.env.clock.monotonic()
    apply(this.workingState, { records, lastOffset: last, epoch: this.epoch })
    return last
  }

  private get workingState(): Replayed {
    assert(this.working, 'only the active controller decides')
    return this.working
  }

  private bootstrapMinIsr(): string {
    return this.options.config.topicDefaults.get('min.insync.replicas')?.value ?? '1'
  }

  private writeNoOp(): void {
    const idle = this.options.env.clock.monotonic() - this.lastAppend
    if (idle >= this.options.maxIdleMs) this.append([metadataRecord('NoOpRecord', 0, {})])
  }

  private fenceStale(): void {
    for (;;) {
      const { records, response } = fenceStaleBroker(this.state())
      if (response.fenced === null) return
      this.log(`Fencing broker ${response.fenced} because its session has timed out.`)
      this.append(records)
    }
  }

  private perform(task: PeriodicTask): void {
    for (let more = true; more; ) {
      const { records, response } = task.decide(this.state())
      if (records.length > 0) {
        this.log(`Performing periodic task ${task.name}: ${records.length} records.`)
        this.append(records)
      }
      more = response.again
    }
  }

  private every(intervalMs: number, run: () => void): void {
    if (intervalMs <= 0) return
    const timer = this.options.env.timers.after(intervalMs, () => {
      this.timers.delete(timer)
      run()
      this.every(intervalMs, run)
    })
    this.timers.add(timer)
  }

  private log(message: string): void {
    this.options.env.trace.log('INFO', LOGGER, `[QuorumController id=${this.options.config.nodeId}] ${message}`)
  }
}

function apply(
  { image, transactions }: Replayed,
  { records, lastOffset, epoch }: { records: readonly MetadataRecord[]; lastOffset: number; epoch: number },
): void {
  assert(lastOffset > image.offset, `offset ${lastOffset} of the metadata log applied twice`)
  for (const record of records) for (const ready of transactions.push(record)) replay(image, ready)
  image.offset = lastOffset
  image.epoch = epoch
}
