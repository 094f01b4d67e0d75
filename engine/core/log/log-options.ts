import { utf8 } from '../base/utf8.ts'
import type { Uuid } from '../base/uuid.ts'
import type { Env } from '../env/env.ts'
import { readWhole, writeWhole } from './checkpoint.ts'
import type { LogConfig } from './log-config.ts'
import { parsePartitionMetadata, partitionMetadata } from './partition-metadata.ts'

export interface LogOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'disk' | 'random' | 'trace'>
  /** `<log.dir>/<topic>-<partition>` */
  readonly dir: string
  readonly config: LogConfig
  /** Written into partition.metadata when the folder has none. */
  readonly topicId: Uuid | null
  /** Whether `.kafka_cleanshutdown` was there: then nothing is checked. */
  readonly cleanShutdown: boolean
  /** Everything before was durable at the last checkpoint. */
  readonly recoveryPoint: number
  readonly logStartOffset: number
  readonly producerIdExpirationMs: number
}

/** The id in partition.metadata, written there when the folder has none. */
export async function settleTopicId({ env, dir, topicId }: LogOptions): Promise<Uuid | null> {
  const path = `${dir}/partition.metadata`
  const stored = await readWhole(env.disk, path)
  if (stored) return parsePartitionMetadata(stored)
  if (topicId !== null) await writeWhole(env.disk, path, utf8(partitionMetadata(topicId)))
  return topicId
}
