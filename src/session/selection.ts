import { signal } from '@preact/signals'
import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'

/** The partition that the Log view shows; null: the first there is. */
export const shownPartition = signal<TopicPartition | null>(null)
