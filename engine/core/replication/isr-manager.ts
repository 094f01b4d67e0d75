import type { Timer, Timers, Trace } from '../env/env.ts'
import { NetworkError } from '../env/env.ts'
import { Errors, errorName } from '../protocol/errors.ts'
import type { RequestInit, ResponseOf } from '../protocol/frame.ts'
import type { IsrChannel, IsrOutcome, IsrProposal, Peers } from './peers.ts'

interface Unsent {
  readonly proposal: IsrProposal
  readonly settle: (outcome: IsrOutcome) => void
}

type Answered = ResponseOf<'AlterPartition'>['topics'][number]['partitions'][number]

/** Answers that asking again would not change (`Partition.handleAlterPartitionError`). */
const FINAL: ReadonlySet<number> = new Set([
  Errors.NONE,
  Errors.OPERATION_NOT_ATTEMPTED,
  Errors.INELIGIBLE_REPLICA,
  Errors.UNKNOWN_TOPIC_OR_PARTITION,
  Errors.UNKNOWN_TOPIC_ID,
  Errors.FENCED_LEADER_EPOCH,
  Errors.INVALID_UPDATE_VERSION,
  Errors.INVALID_REQUEST,
  Errors.NEW_LEADER_ELECTED,
])
/** Pause before the controller is asked again, ms. */
const RETRY_MS = 50
const LOGGER = 'kafka.server.AlterPartitionManager'

/**
 * Brings ISR changes to the controller (`AlterPartitionManager`): one request at a time with all that waits, repeated
 * until the controller has spoken about each.
 */
export class IsrManager implements IsrChannel {
  private readonly unsent = new Map<string, Unsent>()
  private inFlight = false
  private retry: Timer | null = null
  private closed = false

  constructor(
    private readonly env: { readonly timers: Timers; readonly trace: Trace },
    private readonly brokerId: number,
    private readonly peers: Pick<Peers, 'brokerEpoch' | 'alterPartition'>,
  ) {}

  propose(proposal: IsrProposal): Promise<IsrOutcome> {
    const key = keyOf(proposal.topicId, proposal.partition)
    if (this.unsent.has(key)) return Promise.resolve({ error: Errors.OPERATION_NOT_ATTEMPTED })
    return new Promise((settle) => {
      this.unsent.set(key, { proposal, settle })
      void this.sendAll()
    })
  }

  /** Nothing is sent any more; what waits is never settled. */
  close(): void {
    this.closed = true
    this.retry?.cancel()
  }

  private async sendAll(): Promise<void> {
    if (this.inFlight || this.closed || this.unsent.size === 0) return
    this.inFlight = true
    const sent = [...this.unsent.values()]
    const done = await this.send(sent.map(({ proposal }) => proposal))
    this.inFlight = false
    if (this.closed) return
    if (done) void this.sendAll()
    else this.retry = this.env.timers.after(RETRY_MS, () => void this.sendAll())
  }

  /** Whether the controller spoke about the partitions. */
  private async send(proposals: readonly IsrProposal[]): Promise<boolean> {
    try {
      const { brokerEpoch } = this.peers
      const topics = topicsOf(proposals)
      const answer = await this.peers.alterPartition({ brokerId: this.brokerId, brokerEpoch, topics })
      if (answer.errorCode === Errors.NONE) return this.settle(answer, proposals)
      this.warn(`AlterPartition request failed with error ${errorName(answer.errorCode)}, retrying.`)
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      this.warn(`AlterPartition request could not be sent: ${error.message}`)
    }
    return false
  }

  private settle({ topics }: ResponseOf<'AlterPartition'>, proposals: readonly IsrProposal[]): boolean {
    for (const { topicId, partitions } of topics)
      for (const answered of partitions) {
        const outcome = outcomeOf(answered)
        const key = keyOf(topicId, answered.partitionIndex)
        const waiting = this.unsent.get(key)
        if (!waiting || !FINAL.has(outcome.error)) continue
        this.unsent.delete(key)
        waiting.settle(outcome)
      }
    return !proposals.some(({ topicId, partition }) => this.unsent.has(keyOf(topicId, partition)))
  }

  private warn(message: string): void {
    this.env.trace.log('WARN', LOGGER, message)
  }
}

function keyOf(topicId: string, partition: number): string {
  return `${topicId}:${partition}`
}

function outcomeOf({ errorCode, leaderEpoch, partitionEpoch, isr }: Answered): IsrOutcome {
  return errorCode === Errors.NONE ? { error: 0, leaderEpoch, partitionEpoch, isr } : { error: errorCode }
}

type Topics = NonNullable<RequestInit<'AlterPartition'>['topics']>

function topicsOf(proposals: readonly IsrProposal[]): Topics {
  const byTopic = new Map<string, IsrProposal[]>()
  for (const proposal of proposals) byTopic.set(proposal.topicId, [...(byTopic.get(proposal.topicId) ?? []), proposal])
  return [...byTopic].map(([topicId, ofTopic]) => ({
    topicId,
    partitions: ofTopic.map(({ partition, leaderEpoch, partitionEpoch, isr }) => ({
      partitionIndex: partition,
      leaderEpoch,
      partitionEpoch,
      newIsrWithEpochs: isr.map((member) => ({ ...member })),
    })),
  }))
}
