/** What a node's place in the quorum makes it say: to whoever listens, to the server's log, to the pictures. */
import type { Trace } from '../env/env.ts'
import { type ErrorCode, errorName } from '../protocol/errors.ts'
import type { Quorum } from './quorum.ts'
import type { Address, QuorumEffect, RaftRequest, ReplicaKey } from './quorum-types.ts'
import type { RaftListener } from './raft-ports.ts'
import { apiTitle } from './wire.ts'

export interface RaftTellerOptions {
  readonly trace: Trace
  readonly self: ReplicaKey
  readonly quorum: Quorum
  readonly listener: RaftListener
}

const LOGGER = 'org.apache.kafka.raft.KafkaRaftClient'

export class RaftTeller {
  private announcedEpoch = -1
  private toldLeader = ''
  private readonly refusals = new Set<string>()

  constructor(private readonly options: RaftTellerOptions) {}

  /** Whether the listener knows that this node leads. */
  get hasAnnounced(): boolean {
    return this.announcedEpoch >= 0
  }

  /** Everything committed before the offset has been told. */
  delivered(end: number): void {
    const { quorum, listener } = this.options
    const { role, epoch, epochStartOffset, highWatermark } = quorum
    if (role === 'leader' && this.announcedEpoch !== epoch && end > epochStartOffset) {
      this.announcedEpoch = epoch
      listener.leading(epoch)
    }
    if (quorum.isCaughtUp && end >= highWatermark) listener.caughtUp()
  }

  leadershipLost(): void {
    if (!this.hasAnnounced) return
    this.announcedEpoch = -1
    this.options.listener.resigned()
  }

  /** Who leads, where that has changed. */
  leader(): void {
    const { quorum, listener } = this.options
    const { leaderId, epoch } = quorum
    const leader = `${leaderId}@${epoch}`
    if (leader !== this.toldLeader) listener.leaderChanged(leaderId, epoch)
    this.toldLeader = leader
  }

  role({ role, epoch, leaderId }: Extract<QuorumEffect, { type: 'role' }>): void {
    const { trace, self } = this.options
    const state = `${role.charAt(0).toUpperCase()}${role.slice(1)}State`
    this.log('INFO', `Completed transition to ${state}(localId=${self.id}, epoch=${epoch}, leaderId=${leaderId})`)
    trace.event({ type: 'raft.role', node: self.id, role, epoch, leaderId })
  }

  /** An error for a request as a whole is not part of the protocol's course. Told once for each place. */
  refused({ host, port }: Address, { type }: RaftRequest, error: ErrorCode): void {
    const line = `Unexpected error ${errorName(error)} in ${apiTitle(type)} response from ${host}:${port}`
    if (this.refusals.has(line)) return
    this.refusals.add(line)
    this.log('ERROR', line)
  }

  log(level: 'INFO' | 'ERROR', message: string): void {
    this.options.trace.log(level, LOGGER, `[RaftManager id=${this.options.self.id}] ${message}`)
  }
}
