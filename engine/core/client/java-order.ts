import { javaHash } from '../base/hash.ts'
import type { TopicPartition } from './topic-partition.ts'

/** `TopicPartition.hashCode` of the Java client. */
export function partitionHash({ topic, partition }: TopicPartition): number {
  return (Math.imul(31, 31 + partition) + javaHash(topic)) | 0
}
