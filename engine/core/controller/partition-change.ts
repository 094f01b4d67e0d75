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
  /** Replicas that a reassignment adds and removes; default: as they are. */
  readonly adding?: readonly number[]
  readonly removing?: readonly number[]
  /** The log dir that a replica is in now. */
  readonly directory?: { readonly broker: number; readonly id: string }
  readonly leaderRecoveryState?: number
  readonly election: Election
  /** Alive, not shutting down, its log dir online. */
  readonly isAcceptable: (broker: number) => boolean
  readonly elr: boolean
  readonly minIsr: number
  /** Replicas whose last stop was unclean: no longer eligible. */
  readonly uncleanReplicas?: readonly number[]
  /** Where a broker puts a new replica: its only log dir, or it is not known yet. */
  readonly defaultDir: (broker: number) => string
  readonly recordVersion: number
}

interface Target {
  replicas: readonly number[]
  adding: readonly number[]
  removing: readonly number[]
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
    replicas: request.replicas ?? before.replicas,
    adding: request.adding ?? before.addingReplicas,
    removing: request.removing ?? before.removingReplicas,
    isr: request.isr ?? before.isr,
    elr: before.elr,
    lastKnownElr: before.lastKnownElr,
    leader: before.leader,
    leaderRecoveryState: request.leaderRecoveryState ?? before.leaderRecoveryState,
  }
  completeReassignment(target)
  updateElr(request, target)
  elect(request, target)
  if (!request.elr && target.isr.length === 0) target.isr = before.isr
  keepLastKnownLeader(request, target)
  return changeRecord(request, target)
}

/** A reassignment is over when all that it adds are in sync, and enough stay (`PartitionReassignmentReplicas.java`, facts §7). */
function completeReassignment(target: Target): void {
  const { replicas, adding, removing, isr } = target
  if (adding.length + removing.length === 0) return
  const stays = (id: number) => !removing.includes(id)
  const [left, inSync] = [replicas.filter(stays), isr.filter(stays)]
  if (inSync.length === 0 || !adding.every((id) => inSync.includes(id))) return
  if (adding.length < removing.length && !left.every((id) => inSync.includes(id))) return
  Object.assign(target, { replicas: left, isr: inSync, adding: [], removing: [] })
}

function updateElr({ elr, minIsr, before, uncleanReplicas = [] }: ChangeRequest, target: Target): void {
  if (!elr) return
  if (target.isr.length >= Math.min(minIsr, target.replicas.length)) {
    target.elr = []
    target.lastKnownElr = []
    return
  }
  const candidates = new Set([...before.elr, ...before.isr])
  target.elr = [...candidates].filter(
    (id) => target.replicas.includes(id) && !target.isr.includes(id) && !uncleanReplicas.includes(id),
  )
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
  const { replicas } = target
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
  const { before, elr } = request
  const change: Partial<RecordValue<'PartitionChangeRecord'>> = {}
  // Who leaves the assignment must not go on as if it were in the term.
  const replicasLeft = before.replicas.some((id) => !target.replicas.includes(id))
  if (!same(target.isr, before.isr)) change.isr = [...target.isr]
  if (target.leader !== before.leader || replicasLeft) change.leader = target.leader
  if (!same(target.replicas, before.replicas)) change.replicas = [...target.replicas]
  if (!same(target.removing, before.removingReplicas)) change.removingReplicas = [...target.removing]
  if (!same(target.adding, before.addingReplicas)) change.addingReplicas = [...target.adding]
  if (target.leaderRecoveryState !== before.leaderRecoveryState) change.leaderRecoveryState = target.leaderRecoveryState
  if (elr && !same(target.elr, before.elr)) change.eligibleLeaderReplicas = [...target.elr]
  if (elr && !same(target.lastKnownElr, before.lastKnownElr)) change.lastKnownElr = [...target.lastKnownElr]
  const directories = directoriesOf(request, target)
  if (request.recordVersion >= 1 && !same(directories, before.directories)) change.directories = directories
  if (Object.keys(change).length === 0) return null
  const { topicId, partitionId, recordVersion } = request
  return metadataRecord('PartitionChangeRecord', recordVersion, { topicId, partitionId, ...change })
}

function directoriesOf({ before, directory, defaultDir }: ChangeRequest, { replicas }: Target): string[] {
  return replicas.map((id) => {
    if (directory?.broker === id) return directory.id
    const at = before.replicas.indexOf(id)
    return at >= 0 ? (before.directories[at] as string) : defaultDir(id)
  })
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}
