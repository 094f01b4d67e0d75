/** The batch of control records that begins each leader's epoch (`LeaderState.appendStartOfEpochControlRecords`). */
import { encode } from '../protocol/codec.ts'
import { KRaftVersionRecord, LeaderChangeMessage, VotersRecord } from '../protocol/messages/raft-records.ts'
import { buildBatch, type RecordInit } from '../record/batch.ts'
import { type ControlTypeName, controlKey } from '../record/control.ts'

/** A voter set as the KRaftVoters record carries it. */
export type VoterSet = VotersRecord['voters']

export interface EpochStart {
  readonly leaderId: number
  readonly epoch: number
  readonly voters: readonly number[]
  readonly grantingVoters: readonly number[]
  /** Wall time, ms. */
  readonly now: number
  /** Written behind the leader change where a dynamic quorum's log does not have it yet. */
  readonly voterSet: VoterSet | null
}

/** The batch; offsets are put in by the log. */
export function epochStartBatch(start: EpochStart): Uint8Array {
  const record = (type: ControlTypeName, value: Uint8Array): RecordInit => ({
    timestamp: start.now,
    key: controlKey(type),
    value,
  })
  const records = [record('LEADER_CHANGE', leaderChange(start))]
  if (start.voterSet) {
    records.push(record('KRAFT_VERSION', encode(KRaftVersionRecord, 0, { kRaftVersion: 1 })))
    records.push(record('KRAFT_VOTERS', encode(VotersRecord, 0, { voters: start.voterSet })))
  }
  return buildBatch({ records, control: true, partitionLeaderEpoch: start.epoch })
}

/** The batch that makes a static quorum dynamic, as 4.3.1 writes it on an upgrade of kraft.version. */
export function upgradeBatch(voters: VoterSet, epoch: number, now: number): Uint8Array {
  const record = (type: ControlTypeName, value: Uint8Array): RecordInit => ({
    timestamp: now,
    key: controlKey(type),
    value,
  })
  const records = [
    record('KRAFT_VERSION', encode(KRaftVersionRecord, 0, { kRaftVersion: 1 })),
    record('KRAFT_VOTERS', encode(VotersRecord, 0, { voters })),
  ]
  return buildBatch({ records, control: true, partitionLeaderEpoch: epoch })
}

/** The batch that changes the voters of a dynamic quorum. */
export function votersBatch(voters: VoterSet, epoch: number, now: number): Uint8Array {
  const value = encode(VotersRecord, 0, { voters })
  const records = [{ timestamp: now, key: controlKey('KRAFT_VOTERS'), value }]
  return buildBatch({ records, control: true, partitionLeaderEpoch: epoch })
}

function leaderChange(start: EpochStart): Uint8Array {
  return encode(LeaderChangeMessage, 0, {
    leaderId: start.leaderId,
    voters: start.voters.map((voterId) => ({ voterId })),
    grantingVoters: start.grantingVoters.map((voterId) => ({ voterId })),
  })
}
