import { DiskError } from '../env/env.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { CorruptRecordError } from '../record/compression.ts'
import type { Partition } from '../replication/partition.ts'

/**
 * What a request is told of one partition whose log could not be read; the others are answered (`ReplicaManager.readFromLog`).
 * A disk that fails takes the replica offline. Throws what is neither the disk's fault nor the file's.
 */
export function readError(partition: Partition, error: unknown): ErrorCode {
  if (error instanceof CorruptRecordError) return Errors.CORRUPT_MESSAGE
  if (!(error instanceof DiskError)) throw error
  // The replica is going: its file was removed under the reader.
  if (error.kind === 'missing') return Errors.NOT_LEADER_OR_FOLLOWER
  partition.fail(error)
  return Errors.KAFKA_STORAGE_ERROR
}
