/** A log with its cleaner on some disk, and a plain model of what was written: for tests. */
import { fromUtf8, utf8 } from '../../base/utf8.ts'
import type { Disk } from '../../env/env.ts'
import { type BatchInit, batchesIn, buildBatch, recordsIn } from '../../record/batch.ts'
import { Log } from '../log.ts'
import { LogConfig } from '../log-config.ts'
import { LogCleaner } from './log-cleaner.ts'

export const T = 1_795_000_000_000

export interface LabRecord {
  readonly key: string
  /** null: a tombstone. */
  readonly value: string | null
}

export const SMALL: Readonly<Record<string, string>> = {
  'cleanup.policy': 'compact',
  'internal.segment.bytes': '400',
  'index.interval.bytes': '100',
  'segment.index.bytes': '800',
  'segment.ms': '999999999999',
  'min.cleanable.dirty.ratio': '0',
  'delete.retention.ms': '1000',
  'file.delete.delay.ms': '0',
}

export interface LabOptions {
  readonly disk: Disk
  readonly configs?: Readonly<Record<string, string>>
  readonly dedupeBufferBytes?: number
  readonly loadFactor?: number
  readonly bytesPerSecond?: number
}

export class CleanerLab {
  /** Wall time. */
  now = T
  log!: Log
  cleaner!: LogCleaner
  readonly lines: string[] = []
  readonly events: { readonly type: string }[] = []
  /** Everything written, by offset. */
  readonly written: LabRecord[] = []
  /** Where batches begin. */
  private bases: number[] = []

  constructor(private readonly options: LabOptions) {}

  /** Opens what the disk has; after a clean close all of it is trusted. */
  async open(how: { clean: boolean } = { clean: true }): Promise<void> {
    // Only what is due at once: the background does nothing by itself.
    const after = (ms: number, run: () => void) => {
      if (ms === 0) void Promise.resolve().then(run)
      return { cancel: () => {} }
    }
    const clock = { monotonic: () => 0, wall: () => this.now }
    const trace = {
      log: (_level: string, _logger: string, message: string) => void this.lines.push(message),
      event: (event: { readonly type: string }) => void this.events.push(event),
    }
    const { disk, configs = {}, dedupeBufferBytes = 100_000 } = this.options
    const env = {
      clock,
      timers: { after },
      disk,
      random: { bytes: (length: number) => new Uint8Array(length), float: () => 0.5 },
      trace,
    }
    this.log = await Log.open({
      env,
      dir: 'd/t-0',
      config: new LogConfig(new Map(Object.entries({ ...SMALL, ...configs }))),
      topicId: null,
      producerIdExpirationMs: () => 86_400_000,
      cleanShutdown: how.clean,
      recoveryPoint: 0,
      logStartOffset: 0,
    })
    this.cleaner = new LogCleaner({
      env,
      config: {
        backoffMs: () => 15_000,
        dedupeBufferBytes: () => dedupeBufferBytes,
        loadFactor: () => this.options.loadFactor ?? 0.9,
        ioBufferBytes: () => 1000,
        ioMaxBytesPerSecond: () => this.options.bytesPerSecond ?? Number.POSITIVE_INFINITY,
      },
      logs: () => [this.log],
      highWatermarkOf: (log) => log.logEndOffset,
      onDirFailure: (_dir, error) => {
        throw error
      },
    })
  }

  /** Appends one batch, in the model too; durable when it resolves. */
  async append(records: readonly LabRecord[], init: BatchInit = {}): Promise<void> {
    const bytes = buildBatch({
      records: records.map(({ key, value }) => ({
        key: utf8(key),
        value: value === null ? null : utf8(value),
        timestamp: this.now,
      })),
      ...init,
    })
    const result = this.log.appendAsLeader(bytes, { leaderEpoch: 0, origin: init.control ? 'coordinator' : 'client' })
    if (result.error !== 0) throw new Error(result.message)
    this.bases.push(this.written.length)
    this.written.push(...records)
    await this.log.flush()
  }

  /** Cuts the log where the batch of an offset begins. */
  async truncate(offset: number): Promise<void> {
    const to = Math.max(0, ...this.bases.filter((base) => base <= offset))
    await this.log.truncateTo(to)
    await this.log.flush()
    this.bases = this.bases.filter((base) => base < to)
    this.written.length = to
  }

  /** Cleans all that is due, after some time. */
  async clean(laterMs = 0): Promise<void> {
    this.now += laterMs
    this.log.highWatermarkMoved(this.log.logEndOffset)
    await this.cleaner.cleanAll()
  }

  /** What a reader gets from the start to the end: records by offset. */
  async read(): Promise<Map<number, LabRecord>> {
    const found = new Map<number, LabRecord>()
    const { log } = this
    for (let offset = log.logStartOffset; offset < log.logEndOffset; ) {
      const { bytes } = await log.read({ offset, maxBytes: 500, upTo: log.logEndOffset, minOneBatch: true })
      if (bytes.length === 0) break
      for (const { header, bytes: batch } of batchesIn(bytes)) {
        if (header.lastOffset < offset) throw new Error(`a batch up to ${header.lastOffset} for offset ${offset}`)
        if (!header.control) for (const record of recordsIn(batch)) found.set(record.offset, asLabRecord(record))
        offset = header.lastOffset + 1
      }
    }
    return found
  }

  /** What contradicts the model; empty: nothing. */
  async problems(): Promise<string[]> {
    const found = await this.read()
    const altered = [...found].flatMap(([offset, { key, value }]) => {
      const was = this.written[offset]
      return was?.key === key && was.value === value ? [] : [`offset ${offset} holds ${key}=${value}`]
    })
    const [want, got] = [tableOf(this.written.entries()), tableOf(found)]
    const lost = [...want].flatMap(([key, row]) =>
      got.get(key) === row ? [] : [`${key} is lost: ${row} wanted, ${got.get(key)} found`],
    )
    const back = [...got.keys()].flatMap((key) => (want.has(key) ? [] : [`${key} is back`]))
    const end = this.log.logEndOffset === this.written.length ? [] : [`the end is ${this.log.logEndOffset}`]
    return [...altered, ...lost, ...back, ...end]
  }
}

function asLabRecord({ key, value }: { key: Uint8Array | null; value: Uint8Array | null }): LabRecord {
  return { key: key ? fromUtf8(key) : '', value: value && fromUtf8(value) }
}

/** The table that the records make: the last value of each key and where it is, without keys that were deleted. */
function tableOf(records: Iterable<readonly [number, LabRecord]>): Map<string, string> {
  const table = new Map<string, string>()
  for (const [offset, { key, value }] of records) {
    if (value === null) table.delete(key)
    else table.set(key, `${value} at ${offset}`)
  }
  return table
}
