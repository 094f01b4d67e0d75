import { equalBytes, toHex } from '../core/base/bytes.ts'
import { baseName, parsePartitionDir } from '../core/log/file-names.ts'
import { Log } from '../core/log/log.ts'
import type { LogConfig } from '../core/log/log-config.ts'
import { OFFSET_ENTRY_SIZE, offsetEntries } from '../core/log/offset-index.ts'
import { TIME_ENTRY_SIZE, timeEntries } from '../core/log/time-index.ts'
import { batchesIn } from '../core/record/batch.ts'
import { AT, computedCrc } from '../core/record/header.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import { SeededRandom } from '../sim/random.ts'
import type { Files, SegmentCase } from './segment-case.ts'

/** Wall time of a replay: shortly after the recordings, where no timestamp demands another. */
const NOW = 1_795_232_000_000
const DAY_MS = 86_400_000

/** A log on a disk of its own, with a clock that the replay sets. */
export class Replay {
  readonly disk = new MemoryDisk(() => this.now)
  now = NOW
  readonly dir: string
  log!: Log
  readonly env

  constructor(
    partition: string,
    private readonly config: LogConfig,
  ) {
    this.dir = `d/${baseName(partition)}`
    const timers = { after: () => ({ cancel: () => {} }) }
    const clock = { monotonic: () => this.now, wall: () => this.now }
    const trace = { log: () => {}, event: () => {} }
    this.env = { clock, timers, disk: this.disk, random: new SeededRandom(1), trace }
  }

  /** Lays files down as a dead or stopped broker left them. */
  async lay(files: Files): Promise<void> {
    for (const [name, bytes] of files) {
      const file = await this.disk.open(`${this.dir}/${name}`)
      file.append(bytes)
    }
  }

  async open(how: { cleanShutdown: boolean; recoveryPoint: number; logStartOffset: number }): Promise<void> {
    const { dir, config, env } = this
    this.log = await Log.open({ env, dir, config, topicId: null, producerIdExpirationMs: () => DAY_MS, ...how })
  }

  /** Appends what the producers sent: the recorded batches from the end of the log on, in the recorded epochs. */
  async append(files: Files): Promise<void> {
    const epochs = epochEntries(files)
    const here = await this.files()
    for (const [name, bytes] of files) {
      if (!name.endsWith('.log')) continue
      for (const { header, bytes: batch } of batchesIn(bytes.subarray(here.get(name)?.length ?? 0))) {
        this.assignEpochs(epochs)
        if (header.timestampType === 'LogAppendTime') this.now = header.maxTimestamp
        const origin = header.control || /^\d*__/.test(this.log.name) ? 'coordinator' : 'client'
        const result = this.log.appendAsLeader(asSent(batch), { leaderEpoch: header.partitionLeaderEpoch, origin })
        if (result.error !== 0)
          throw new Error(`offset ${header.baseOffset} refused: ${result.error} ${result.message}`)
        if (result.baseOffset !== header.baseOffset)
          throw new Error(`offset ${result.baseOffset}, not ${header.baseOffset}`)
      }
    }
    this.assignEpochs(epochs)
    await this.log.flush()
  }

  /** Appends batches as they are, but for offset and epoch, in the epoch of the last. */
  async send(batches: readonly Uint8Array[]): Promise<void> {
    for (const bytes of batches) {
      const [batch] = batchesIn(bytes)
      const origin = batch?.header.control ? 'coordinator' : 'client'
      const leaderEpoch = this.log.latestEpoch ?? 0
      const result = this.log.appendAsLeader(asSent(bytes), { leaderEpoch, origin })
      if (result.error !== 0) throw new Error(`refused: ${result.error} ${result.message}`)
    }
    await this.log.flush()
  }

  private assignEpochs(epochs: readonly [epoch: number, startOffset: number][]): void {
    for (const [epoch, startOffset] of epochs) if (startOffset === this.log.logEndOffset) this.log.assignEpoch(epoch)
  }

  /** What is on the disk now. */
  async files(): Promise<Files> {
    const files = new Map<string, Uint8Array>()
    for (const { path, size } of await this.disk.list(`${this.dir}/`)) {
      files.set(baseName(path), await (await this.disk.open(path)).read(0, size))
    }
    return files
  }
}

function epochEntries(files: Files): [number, number][] {
  const text = new TextDecoder().decode(files.get('leader-epoch-checkpoint'))
  return text
    .split('\n')
    .slice(2)
    .filter((line) => line !== '')
    .map((line) => line.split(' ').map(Number) as [number, number])
}

/** The batch as a producer sent it: no offset, no epoch, and its own timestamps. */
function asSent(stored: Uint8Array): Uint8Array {
  const batch = stored.slice()
  const view = new DataView(batch.buffer)
  view.setBigInt64(AT.baseOffset, 0n)
  view.setInt32(AT.partitionLeaderEpoch, -1)
  const attributes = view.getInt16(AT.attributes)
  if ((attributes & 0x08) !== 0) {
    view.setInt16(AT.attributes, attributes & ~0x08)
    view.setUint32(AT.crc, computedCrc(batch))
  }
  return batch
}

/** The topic of a partition folder of a case. */
export function topicOf(partition: string): string {
  return parsePartitionDir(baseName(partition))?.topic ?? ''
}

/** The first difference between two folders, if any. `ignored`: files that a stage does not settle. */
export function filesDiffer(want: Files, got: Files, ignored: (name: string) => boolean): string | undefined {
  const names = [...new Set([...want.keys(), ...got.keys()])].filter((name) => !ignored(name)).sort()
  const differences = names.flatMap((name) => {
    const [a, b] = [want.get(name), got.get(name)]
    if (!a) return [`${name} must not be there`]
    if (!b) return [`${name} is missing`]
    return equalBytes(a, b) ? [] : [`${name}: ${firstDifference(a, b)}`]
  })
  return differences.length === 0 ? undefined : differences.join('; ')
}

function firstDifference(want: Uint8Array, got: Uint8Array): string {
  let at = 0
  while (at < want.length && want[at] === got[at]) at++
  const around = (bytes: Uint8Array) => toHex(bytes.subarray(Math.max(0, at - 4), at + 12))
  return `${want.length} bytes wanted, ${got.length} got, byte ${at}: want …${around(want)}… got …${around(got)}…`
}

/** Indexes with zeros behind their entries: Kafka leaves stale bytes there when it builds an index anew, we do not. */
export function withoutStaleBytes(files: Files): Files {
  return new Map([...files].map(([name, bytes]) => [name, zeroedFrom(bytes, indexLength(name, bytes) ?? bytes.length)]))
}

function zeroedFrom(bytes: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(bytes).fill(0, length)
}

function indexLength(name: string, bytes: Uint8Array): number | undefined {
  if (name.endsWith('.timeindex')) return [...timeEntries(bytes, 0)].length * TIME_ENTRY_SIZE
  if (name.endsWith('.index')) return [...offsetEntries(bytes, 0)].length * OFFSET_ENTRY_SIZE
  return undefined
}

/** Configs that Kafka gives its internal topics. */
export function configFor(golden: SegmentCase, partition: string): LogConfig {
  const topic = topicOf(partition)
  const config = golden.config(topic)
  return topic.startsWith('__') ? config.with({ 'segment.bytes': '104857600', 'cleanup.policy': 'compact' }) : config
}
