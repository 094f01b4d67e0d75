import type { Env, FileInfo } from '../env/env.ts'
import type { LeaderEpochCache } from './leader-epoch-cache.ts'
import type { LogConfig } from './log-config.ts'

/** How a partition's folder is read in. */
export interface LoadOptions {
  readonly env: Pick<Env, 'clock' | 'disk' | 'trace'>
  readonly dir: string
  readonly config: LogConfig
  readonly cleanShutdown: boolean
  readonly recoveryPoint: number
  readonly logStartOffset: number
  readonly producerIdExpirationMs: () => number
  readonly epochs: LeaderEpochCache
  /** What is in the folder, where that is known. */
  readonly files?: readonly FileInfo[]
}
