/** One broker's fetch session (KIP-227): what it already knows is not sent again. */
import { partitionKey, type TopicPartition } from './topic-partition.ts'

/** What is wanted of one partition. */
export interface FetchPartition extends TopicPartition {
  readonly topicId: string
  readonly currentLeaderEpoch: number
  readonly fetchOffset: number
  readonly partitionMaxBytes: number
}

/** What the next request carries. */
export interface SessionRequest {
  readonly sessionId: number
  readonly sessionEpoch: number
  readonly changed: readonly FetchPartition[]
  readonly forgotten: readonly FetchPartition[]
}

const FINAL_EPOCH = -1
const MAX_EPOCH = 0x7fff_ffff

export class FetchSession {
  private id = 0
  private epoch = 0
  private known = new Map<string, FetchPartition>()

  /** The request for exactly these partitions: all of them in a new session, else only what differs. */
  next(wanted: readonly FetchPartition[]): SessionRequest {
    const next = new Map(wanted.map((partition) => [partitionKey(partition), partition]))
    const known = this.known
    this.known = next
    if (this.epoch === 0) return { sessionId: this.id, sessionEpoch: 0, changed: wanted, forgotten: [] }
    const changed = wanted.filter((partition) => differs(known.get(partitionKey(partition)), partition))
    const forgotten = [...known].filter(([key, old]) => next.get(key)?.topicId !== old.topicId).map(([, old]) => old)
    return { sessionId: this.id, sessionEpoch: this.epoch, changed, forgotten }
  }

  /** The broker took the request; session id 0: it keeps no session. */
  answered(sessionId: number): void {
    this.id = sessionId
    this.epoch = sessionId === 0 ? 0 : this.epoch === MAX_EPOCH ? 1 : this.epoch + 1
  }

  /** The broker refused the session, or nobody knows what it got: begin anew. */
  reset(about: { sessionIsGone: boolean }): void {
    if (about.sessionIsGone) this.id = 0
    this.epoch = 0
    this.known = new Map()
  }

  /** Closes the session on the broker, if there is one. */
  closing(): SessionRequest | undefined {
    if (this.id === 0) return undefined
    return { sessionId: this.id, sessionEpoch: FINAL_EPOCH, changed: [], forgotten: [] }
  }
}

function differs(a: FetchPartition | undefined, b: FetchPartition): boolean {
  return (
    !a || a.fetchOffset !== b.fetchOffset || a.currentLeaderEpoch !== b.currentLeaderEpoch || a.topicId !== b.topicId
  )
}
