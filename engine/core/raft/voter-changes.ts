/** One voter added, removed or with other endpoints: the next voter set, or what is wrong (KIP-853; `AddVoterHandler.java` and its siblings). */
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { VoterSet } from './control-batch.ts'
import type { QuorumInfo } from './quorum-info.ts'
import type { Voter } from './quorum-types.ts'

type VoterEntry = VoterSet[number]

export type VoterChange =
  | { readonly voters: VoterSet }
  | { readonly error: Exclude<ErrorCode, 0>; readonly message: string }

/** A voter as a request names it. */
export type VoterName = Pick<VoterEntry, 'voterId' | 'voterDirectoryId'>

const VERSIONS = { kRaftVersionFeature: { minSupportedVersion: 0, maxSupportedVersion: 1 } }

/** An observer that has caught up within this time may become a voter, ms. */
const CAUGHT_UP_WITHIN_MS = 3_600_000

/** The voters of a static quorum as a dynamic one has them; null: of some the directory is not known. */
export function dynamicVoters(voters: readonly Voter[], info: QuorumInfo, listener: string): VoterSet | null {
  const set = voters.flatMap(({ id, address: { host, port } }) => {
    const voterDirectoryId = info.voters.find(({ key }) => key.id === id)?.directoryId
    const endpoints = [{ name: listener, host, port }]
    return voterDirectoryId ? [{ voterId: id, voterDirectoryId, endpoints, ...VERSIONS }] : []
  })
  return set.length === voters.length ? set : null
}

export function addVoter(voters: VoterSet, added: VoterEntry, info: QuorumInfo, nowMs: number): VoterChange {
  if (voters.some(({ voterId }) => voterId === added.voterId)) {
    const message = `The voter id for ${nameOf(added)} is already part of the set of voters ${listOf(voters)}.`
    return { error: Errors.DUPLICATE_VOTER, message }
  }
  const observer = info.observers.find(
    ({ key }) => key.id === added.voterId && key.directoryId === added.voterDirectoryId,
  )
  if (!observer || observer.lastCaughtUpTimestamp < Math.max(0, nowMs - CAUGHT_UP_WITHIN_MS)) {
    const message = `Aborted add voter operation for ${nameOf(added)} since it is lagging behind`
    return { error: Errors.REQUEST_TIMED_OUT, message }
  }
  return { voters: [...voters, added] }
}

export function removeVoter(voters: VoterSet, removed: VoterName): VoterChange {
  const rest = voters.filter((voter) => !isSame(voter, removed))
  if (rest.length === voters.length || rest.length === 0) {
    const message = `Cannot remove voter ${nameOf(removed)} from the set of voters ${listOf(voters)}`
    return { error: Errors.VOTER_NOT_FOUND, message }
  }
  return { voters: rest }
}

/** The same set where the voter's endpoints are as they were. */
export function updateVoter(voters: VoterSet, updated: VoterEntry): VoterChange {
  if (!voters.some((voter) => isSame(voter, updated)))
    return { error: Errors.VOTER_NOT_FOUND, message: `${nameOf(updated)} is not a voter` }
  const isChanged = (voter: VoterEntry) => isSame(voter, updated) && JSON.stringify(voter) !== JSON.stringify(updated)
  return voters.some(isChanged)
    ? { voters: voters.map((voter) => (isSame(voter, updated) ? updated : voter)) }
    : { voters }
}

function isSame(a: VoterName, b: VoterName): boolean {
  return a.voterId === b.voterId && a.voterDirectoryId === b.voterDirectoryId
}

function nameOf({ voterId, voterDirectoryId }: VoterName): string {
  return `ReplicaKey(id=${voterId}, directoryId=${voterDirectoryId})`
}

function listOf(voters: VoterSet): string {
  return `[${voters.map(nameOf).join(', ')}]`
}
