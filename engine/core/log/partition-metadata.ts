import type { Uuid } from '../base/uuid.ts'

/** The text of `partition.metadata`. */
export function partitionMetadata(topicId: Uuid): string {
  return `version: 0\ntopic_id: ${topicId}`
}
