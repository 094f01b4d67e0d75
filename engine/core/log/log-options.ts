import { utf8 } from '../base/utf8.ts'
import type { Uuid } from '../base/uuid.ts'
import type { Env, FileInfo } from '../env/env.ts'
import { CHECKPOINT_READER, readWhole, writeWhole } from './checkpoint.ts'
import type { KeptLog } from './kept-log.ts'
import type { LogConfig } from './log-config.ts'
import { partitionMetadata } from './partition-metadata.ts'

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
  readonly producerIdExpirationMs: () => number
  /** Told when the end was cut: resolves when the recovery point is written. */
  readonly onCut?: () => Promise<void>
  /** What is in the folder, where that is known. */
  readonly files?: readonly FileInfo[]
  /** It goes on from a moment at which this was known of it. */
  readonly kept?: KeptLog
}

/** The id in partition.metadata, written there when the folder has none. */
export async function settleTopicId({ env, dir, topicId, files }: LogOptions): Promise<Uuid | null> {
  const path = `${dir}/partition.metadata`
  const stored = await readWhole(env.disk, path, files)
  if (stored) return (await CHECKPOINT_READER.get()).parsePartitionMetadata(stored, { path, trace: env.trace })
  if (topicId !== null) await writeWhole(env.disk, path, utf8(partitionMetadata(topicId)))
  return topicId
}
