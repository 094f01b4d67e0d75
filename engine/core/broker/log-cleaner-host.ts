/** The log cleaner of a broker, with the broker's configs. */
import type { DiskError, Env } from '../env/env.ts'
import { LogCleaner } from '../log/cleaner/log-cleaner.ts'
import type { Log } from '../log/log.ts'
import type { LogManager } from '../log/log-manager.ts'
import type { BrokerConfig } from './config.ts'
import type { Chore } from './housekeeping.ts'

export interface LogCleanerHost {
  readonly env: Env
  readonly config: BrokerConfig
  readonly logs: LogManager
  readonly highWatermarkOf: (log: Log) => number | undefined
  readonly onDirFailure: (dir: string, error: DiskError) => void
}

/** null: `log.cleaner.enable` is false. Rejects with DiskError. */
export async function startLogCleaner({ env, config, logs, ...rest }: LogCleanerHost): Promise<LogCleaner | null> {
  if (!config.boolean('log.cleaner.enable')) return null
  const cleaner = new LogCleaner({
    env,
    config: {
      backoffMs: () => config.number('log.cleaner.backoff.ms'),
      dedupeBufferBytes: () => config.number('log.cleaner.dedupe.buffer.size'),
      loadFactor: () => config.number('log.cleaner.io.buffer.load.factor'),
      ioBufferBytes: () => config.number('log.cleaner.io.buffer.size'),
      ioMaxBytesPerSecond: () => config.number('log.cleaner.io.max.bytes.per.second'),
    },
    logs: () => logs.logs(),
    ...rest,
  })
  await cleaner.start()
  return cleaner
}

/** Compaction that lags let wait, and retention of compacted logs. */
export function cleanerChore(cleaner: LogCleaner, everyMs: number): Chore {
  return {
    everyMs,
    nextDue: (now) => cleaner.nextDue(now),
    async run() {
      await cleaner.cleanAll()
    },
  }
}
