import { EMPTY_BYTES, equalBytes } from '../../base/bytes.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { Reply } from '../write.ts'
import { type JoinResponse, joinError, type SyncResponse, syncError } from './failed-answers.ts'

/** An assignor that a member offers, with the member's subscription for it. Opaque to the coordinator. */
export interface MemberProtocol {
  readonly name: string
  readonly metadata: Uint8Array
}

/** What a member says of itself in a join. */
export interface MemberInit {
  readonly memberId: string
  /** `group.instance.id`; null: dynamic. */
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly rebalanceTimeoutMs: number
  readonly sessionTimeoutMs: number
  readonly protocolType: string
  readonly protocols: readonly MemberProtocol[]
}

/** A member of a classic group (`ClassicGroupMember.java`). */
export class ClassicMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  rebalanceTimeoutMs: number
  sessionTimeoutMs: number
  readonly protocolType: string
  protocols: readonly MemberProtocol[]
  assignment: Uint8Array = EMPTY_BYTES
  /** A join that waits for the rebalance to end. */
  awaitingJoin: Reply<JoinResponse> | null = null
  /** A sync that waits for the leader's assignment. */
  awaitingSync: Reply<SyncResponse> | null = null
  /** It has not yet learned its member id from an answer, so it may go even while it waits. */
  isNew = false
  /** When it last gave a sign of life, monotonic ms; null: not since this coordinator has the group. */
  heardAt: number | null = null

  constructor(init: MemberInit) {
    this.memberId = init.memberId
    this.groupInstanceId = init.groupInstanceId
    this.clientId = init.clientId
    this.clientHost = init.clientHost
    this.rebalanceTimeoutMs = init.rebalanceTimeoutMs
    this.sessionTimeoutMs = init.sessionTimeoutMs
    this.protocolType = init.protocolType
    this.protocols = init.protocols
  }

  get isStatic(): boolean {
    return this.groupInstanceId !== null
  }

  /** Waiting members need no heartbeat, new ones do. */
  get keptBySession(): boolean {
    return !this.isNew && (this.awaitingJoin !== null || this.awaitingSync !== null)
  }

  metadataOf(protocol: string | null): Uint8Array {
    return this.protocols.find(({ name }) => name === protocol)?.metadata ?? EMPTY_BYTES
  }

  /** Whether it offers exactly these, in this order. */
  matches(protocols: readonly MemberProtocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(({ name, metadata }, at) => {
        const mine = this.protocols[at] as MemberProtocol
        return mine.name === name && equalBytes(mine.metadata, metadata)
      })
    )
  }

  /** Answers a waiting join; false: none waits. */
  answerJoin(response: JoinResponse): boolean {
    const reply = this.awaitingJoin
    this.awaitingJoin = null
    reply?.(response)
    return reply !== null
  }

  /** Answers a waiting sync; false: none waits. */
  answerSync(response: SyncResponse): boolean {
    const reply = this.awaitingSync
    this.awaitingSync = null
    reply?.(response)
    return reply !== null
  }
}

/** Ends whatever a member waits for: it is no longer in the group under this id. */
export function dismiss(member: ClassicMember, errorCode: ErrorCode = Errors.UNKNOWN_MEMBER_ID): void {
  member.answerJoin(joinError(errorCode, errorCode === Errors.UNKNOWN_MEMBER_ID ? '' : member.memberId))
  member.answerSync(syncError(errorCode))
}
