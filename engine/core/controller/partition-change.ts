/** The change of one partition, with the election that it needs (`PartitionChangeBuilder.java`, facts §6). */
import type { PartitionImage } from '../metadata/image.ts'
import { type MetadataRecord, metadataRecord, type RecordValue } from '../metadata/records.ts'

export const NO_LEADER = -1

/** `online`: someone valid; `preferred`: the first replica if valid; `unclean`: anyone alive if nobody is valid. */
export type Election = 'online' | 'preferred' | 'unclean'

/** What is to become of a partition. */
export interface ChangeRequest {
  readonly topicId: string
  readonly partitionId: number
  readonly before: PartitionImage
  /** The ISR wanted; default: as it is. */
  readonly isr?: readonly number[]
  readonly replicas?: readonly number[]
  readonly leaderRecoveryState?: number
  readonly election: Election
  /** Alive, not shutting down, its log dir online. */
  readonly isAcceptable: (broker: number) => boolean
  readonly elr: boolean
  readonly minIsr: number
  /** Replicas whose last stop was unclean: no longer eligible. */
  readonly uncleanReplicas?: readonly number[]
  readonly recordVersion: number
}

interface Target {
  isr: readonly number[]
  elr: readonly number[]
  lastKnownElr: readonly number[]
  leader: number
  leaderRecoveryState: number
}

/** The record, or null when nothing changes. */
export function partitionChange(request: ChangeRequest): MetadataRecord | null {
  const { before } = request
  const target: Target = {
    isr: request.isr ?? before.isr,
    elr: before.elr,
    lastKnownElr: before.lastKnownElr,
    leader: before.leader,
    leaderRecoveryState: request.leaderRecoveryState ?? before.leaderRecoveryState,
  }
  updateElr(request, target)
  elect(request, target)
  if (!request.elr && target.isr.length === 0) target.isr = before.isr
  keepLastKnownLeader(request, target)
  return changeRecord(request, target)
}

function updateElr({ elr, minIsr, before, replicas, uncleanReplicas = [] }: ChangeRequest, target: Target): void {
  if (!elr) return
  const count = (replicas ?? before.replicas).length
  if (target.isr.length >= Math.min(minIsr, count)) {
    target.elr = []
    target.lastKnownElr = []
    return
  }
  const candidates = new Set([...before.elr, ...before.isr])
  target.elr = [...candidates].filter((id) => !target.isr.includes(id) && !uncleanReplicas.includes(id))
}

function elect(request: ChangeRequest, target: Target): void {
  const elected = winner(request, target)
  if (elected.leader === request.before.leader) return
  target.leader = elected.leader
  if (elected.leader === NO_LEADER) return
  if (elected.unclean) {
    target.isr = [elected.leader]
    target.elr = []
    target.leaderRecoveryState = 1
  } else if (!target.isr.includes(elected.leader)) {
    target.isr = [elected.leader]
    target.elr = target.elr.filter((id) => id !== elected.leader)
  }
}

function winner(request: ChangeRequest, target: Target): { leader: number; unclean: boolean } {
  const { before, isAcceptable } = request
  const replicas = request.replicas ?? before.replicas
  const eligible = target.isr.length > 0 ? target.isr : target.elr
  const isValid = (id: number) => isAcceptable(id) && eligible.includes(id)
  const clean = (leader: number) => ({ leader, unclean: false })
  if (request.election === 'preferred' && replicas[0] !== undefined && isValid(replicas[0])) return clean(replicas[0])
  if (isValid(before.leader)) return clean(before.leader)
  const online = replicas.find(isValid)
  if (online !== undefined) return clean(online)
  const lastKnown = lastKnownLeader(request, target)
  if (lastKnown !== undefined) return { leader: lastKnown, unclean: true }
  const anyone = request.election === 'unclean' ? replicas.find(isAcceptable) : undefined
  return anyone === undefined ? clean(NO_LEADER) : { leader: anyone, unclean: true }
}

/** With nobody in ISR and ELR, the leader that was last may lead again (and must recover). */
function lastKnownLeader(request: ChangeRequest, target: Target): number | undefined {
  if (!request.elr || request.election === 'preferred') return undefined
  if (target.isr.length + target.elr.length > 0 || target.lastKnownElr.length !== 1) return undefined
  const id = target.lastKnownElr[0] as number
  return request.isAcceptable(id) ? id : undefined
}

function keepLastKnownLeader({ elr, before }: ChangeRequest, target: Target): void {
  if (!elr) return
  if (target.isr.length === 0 && before.leader !== NO_LEADER) target.lastKnownElr = [before.leader]
  else if (target.leader !== NO_LEADER) target.lastKnownElr = []
}

function changeRecord(request: ChangeRequest, target: Target): MetadataRecord | null {
  const { before, replicas } = request
  const change: Partial<RecordValue<'PartitionChangeRecord'>> = {}
  const replicasLeft = replicas !== undefined && before.replicas.some((id) => !replicas.includes(id))
  if (!sameIds(target.isr, before.isr)) change.isr = [...target.isr]
  if (target.leader !== before.leader || replicasLeft) change.leader = target.leader
  if (replicas && !sameIds(replicas, before.replicas)) change.replicas = [...replicas]
  if (target.leaderRecoveryState !== before.leaderRecoveryState) change.leaderRecoveryState = target.leaderRecoveryState
  if (request.elr && !sameIds(target.elr, before.elr)) change.eligibleLeaderReplicas = [...target.elr]
  if (request.elr && !sameIds(target.lastKnownElr, before.lastKnownElr)) change.lastKnownElr = [...target.lastKnownElr]
  if (Object.keys(change).length === 0) return null
  const { topicId, partitionId, recordVersion } = request
  return metadataRecord('PartitionChangeRecord', recordVersion, { topicId, partitionId, ...change })
}

function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index])
}
