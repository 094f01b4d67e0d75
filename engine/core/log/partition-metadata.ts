import { fromUtf8 } from '../base/utf8.ts'
import type { Uuid } from '../base/uuid.ts'
import { CheckpointError } from './checkpoint.ts'

/** The text of `partition.metadata`. */
export function partitionMetadata(topicId: Uuid): string {
  return `version: 0\ntopic_id: ${topicId}`
}

/** The topic id in `partition.metadata`. Throws CheckpointError. */
export function parsePartitionMetadata(bytes: Uint8Array): Uuid {
  const match = /^version: 0\ntopic_id: ([\w-]{22})\s*$/.exec(fromUtf8(bytes))
  if (!match) throw new CheckpointError('Malformed line in partition.metadata')
  return match[1] as Uuid
}
