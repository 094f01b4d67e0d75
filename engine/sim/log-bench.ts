/** For tests: one log on a disk, at a time that stands still. */
import { Log } from '../core/log/log.ts'
import { LogConfig } from '../core/log/log-config.ts'
import type { MemoryDisk } from './memory-disk.ts'
import { SeededRandom } from './random.ts'

/** What the disk is known to hold. */
export interface Found {
  /** Whether the last shutdown was clean. */
  readonly clean: boolean
  readonly logStartOffset?: number
  /** `t-0`: the partition. */
  readonly partition?: string
  readonly config?: LogConfig
}

/** Wall time, ms since 1970. */
export const NOW = 1_795_000_000_000

/** Opens a log, and gives the lines that the opening said, each behind its level. */
export async function openLog(disk: MemoryDisk, found: Found): Promise<{ log: Log; said: string[] }> {
  const { clean, logStartOffset = 0, partition = 't-0', config = LogConfig.DEFAULTS } = found
  const said: string[] = []
  const env = {
    clock: { monotonic: () => 0, wall: () => NOW },
    timers: { after: () => ({ cancel: () => {} }) },
    disk,
    random: new SeededRandom(1),
    trace: {
      log: (level: string, _logger: string, line: string) => void said.push(`${level} ${line}`),
      event: () => {},
    },
  }
  const state = { cleanShutdown: clean, recoveryPoint: 0, logStartOffset, producerIdExpirationMs: () => 86_400_000 }
  return { log: await Log.open({ env, dir: `d/${partition}`, config, topicId: null, ...state }), said }
}

/** Changes a byte of a file. */
export async function setByte(disk: MemoryDisk, path: string, at: number, byte: number): Promise<void> {
  const file = await disk.open(path)
  const bytes = await file.read(0, file.length)
  bytes[at] = byte
  file.truncate(0)
  file.append(bytes)
  await file.close()
}
