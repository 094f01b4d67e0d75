/** What of a partition's folder must be repaired: what an interrupted operation left, and what was not flushed or is damaged. */
import type { FileInfo } from '../env/env.ts'
import { CorruptRecordError, isValidCrc } from '../record/batch.ts'
import { batchesFrom } from './batch-reader.ts'
import { baseName, parseSegmentFile } from './file-names.ts'
import type { LoadOptions } from './load-options.ts'
import { describe } from './log-retention.ts'
import { applyBatch } from './producer-replay.ts'
import type { ProducerState } from './producer-state.ts'
import type { Segment } from './segment.ts'
import type { ProducerSnapshots } from './snapshots.ts'
import type { TxnEntry } from './txn-index.ts'

/** The loading that needs repairs. */
export interface Repaired {
  readonly options: LoadOptions
  /** `<topic>-<partition>` */
  readonly name: string
  /** In order. */
  segments: Segment[]
  say(level: 'INFO' | 'WARN' | 'ERROR', message: string): void
  files(): Promise<FileInfo[]>
  /** The producer state as it was before an offset, for rebuilding a segment's transaction index. */
  producersAt(offset: number): Promise<{ producers: ProducerState; snapshots: ProducerSnapshots }>
}

export class LogRepair {
  constructor(private readonly log: Repaired) {}

  private get options(): LoadOptions {
    return this.log.options
  }

  /** Throws when what stands before the first dot of a file's name is no offset (`LogFileUtils.offsetFromFileName`). */
  refuseName(path: string): void {
    const [offset = ''] = baseName(path).split('.')
    if (!/^[+-]?\d+$/.test(offset)) throw new FileNameError(`For input string: "${offset}"`)
  }

  /** What an interrupted operation left goes, or is finished. */
  async finishLeftovers(files: readonly FileInfo[]): Promise<void> {
    await this.finishSwaps(await this.removeLeftovers(files))
  }

  /** Files half removed or half made go; gives the `.swap` files that stand for a finished compaction. */
  private async removeLeftovers(files: readonly FileInfo[]): Promise<string[]> {
    const { disk } = this.options.env
    const swaps: { path: string; offset: number }[] = []
    let lowestCleaned = Number.POSITIVE_INFINITY
    for (const { path } of files) {
      const offset = parseSegmentFile(baseName(path))?.offset ?? 0
      if (path.endsWith('.swap') || path.endsWith('.cleaned')) this.refuseName(path)
      if (path.endsWith('.swap')) swaps.push({ path, offset })
      if (path.endsWith('.cleaned')) lowestCleaned = Math.min(lowestCleaned, offset)
      if (path.endsWith('.deleted') || path.endsWith('.cleaned') || isOwnTmp(path)) await disk.remove(path)
    }
    for (const { path, offset } of swaps) if (offset >= lowestCleaned) await disk.remove(path)
    return swaps.filter(({ offset }) => offset < lowestCleaned).map(({ path }) => path)
  }

  /** The compaction had replaced these segments but for the renaming: what they replace goes, they take their names. */
  private async finishSwaps(swaps: readonly string[]): Promise<void> {
    const { disk } = this.options.env
    for (const path of swaps.filter((one) => one.endsWith('.log.swap'))) {
      this.log.say(
        'INFO',
        `Found log file ${path} from interrupted swap operation, which is recoverable from .swap files by renaming.`,
      )
      const { from, to } = await this.rangeOf(path)
      for (const { path: other } of await this.log.files()) {
        const file = parseSegmentFile(baseName(other))
        if (!file || other.endsWith('.swap')) continue
        if (file.offset < from || file.offset >= to) continue
        this.log.say(
          'INFO',
          `Deleting segment files ${baseName(other)} that is compacted but has not been deleted yet.`,
        )
        await disk.remove(other)
      }
    }
    for (const path of swaps) {
      const target = path.slice(0, -'.swap'.length)
      this.log.say('INFO', `Recovering file ${baseName(path)} by renaming from .swap files.`)
      await disk.rename(path, target)
    }
  }

  private async rangeOf(swap: string): Promise<{ from: number; to: number }> {
    const from = parseSegmentFile(baseName(swap))?.offset ?? 0
    const file = await this.options.env.disk.open(swap)
    let to = from
    for await (const { header } of batchesFrom(file, { from: 0, end: file.length })) to = header.lastOffset + 1
    await file.close()
    return { from, to }
  }

  /** Tells why the segment's transaction index cannot be trusted and builds its indexes anew; throws UnknownVersionError. */
  async rebuildIndexes(segment: Segment, odd: TxnEntry): Promise<void> {
    const why = damageOf(segment, odd)
    const what = `Found a corrupted index file corresponding to log file ${segment.log.path} due to ${why}`
    this.log.say('WARN', `${what}, recovering segment and rebuilding index files...`)
    await this.recoverSegment(segment)
  }

  /** Goes through the segments from the recovery point on; the log ends where the first of them is damaged. */
  async recoverLog(): Promise<void> {
    const { recoveryPoint } = this.options
    const holder = this.log.segments.findLastIndex((segment) => segment.baseOffset <= recoveryPoint)
    const unflushed = this.log.segments.slice(Math.max(0, holder))
    for (const [done, segment] of unflushed.entries()) {
      // Never another number: Kafka divides the whole numbers done and all (`LogLoader.recoverLog`).
      this.log.say('INFO', `Recovering unflushed segment ${segment.baseOffset}. 0 recovered for ${this.log.name}.`)
      const { truncated, nextOffset } = await this.recoverSegment(segment)
      if (truncated === 0) continue
      this.log.say('WARN', `Corruption found in segment ${segment.baseOffset}, truncating to offset ${nextOffset}`)
      await this.dropSegments(unflushed.slice(done + 1))
      break
    }
  }

  /** A log that begins beyond its end begins anew there. */
  async dropIfStartIsBeyondEnd(): Promise<void> {
    const last = this.log.segments.at(-1)
    const { logStartOffset, epochs } = this.options
    if (!last) return
    const logEndOffset = await last.readNextOffset()
    if (logEndOffset >= logStartOffset) return
    const why = `logEndOffset (${logEndOffset}) is smaller than logStartOffset ${logStartOffset}`
    const perhaps = 'This could happen if segment files were deleted from the file system.'
    this.log.say('WARN', `Deleting all segments because ${why}. ${perhaps}`)
    await this.dropSegments(this.log.segments)
    epochs.clear()
  }

  private async dropSegments(dropped: readonly Segment[]): Promise<void> {
    const { disk } = this.options.env
    if (dropped.length > 0)
      this.log.say('INFO', `Deleting segments as part of log recovery: ${dropped.map(describe).join(',')}`)
    for (const segment of [...dropped]) {
      this.log.segments = this.log.segments.filter((one) => one !== segment)
      const paths = segment.files().map(({ path }) => path)
      await segment.close()
      for (const path of paths) await disk.remove(path)
    }
  }

  /** Checks every batch, cuts the segment at the first that is damaged, and builds its indexes anew (`LogSegment.recover`). */
  async recoverSegment(segment: Segment): Promise<{ truncated: number; nextOffset: number }> {
    const { snapshots, producers } = await this.log.producersAt(segment.baseOffset)
    segment.resetIndexes()
    const { validBytes, nextOffset, producersEnd } = await this.checkBatches(segment, producers)
    const truncated = segment.size - validBytes
    segment.log.truncate(validBytes)
    segment.addTimeEntry()
    segment.restartCounting()
    await Promise.all(
      segment.files().map((file) => (file.path.endsWith('.txnindex') && file.length === 0 ? null : file.sync())),
    )
    // Messages of older formats say nothing of producers, and are not counted as known.
    snapshots.mapEndOffset = Math.max(snapshots.mapEndOffset, producersEnd)
    snapshots.take()
    await snapshots.flush()
    return { truncated, nextOffset }
  }

  private async checkBatches(segment: Segment, producers: ProducerState) {
    const { config, epochs } = this.options
    let validBytes = 0
    let nextOffset = segment.baseOffset
    let producersEnd = segment.baseOffset
    try {
      for await (const { header, bytes, position } of segment.batches({ from: 0 })) {
        if (!isValidCrc(bytes)) throw new CorruptRecordError('Record is corrupt')
        if (header.lastOffset < segment.baseOffset) throw new MisplacedError(segment.log.path)
        if (header.lastOffset - segment.baseOffset > 0x7fff_ffff) throw new CorruptRecordError('Record is corrupt')
        segment.index(header, position, config.indexIntervalBytes)
        const epoch = header.partitionLeaderEpoch
        if (epoch >= 0 && epoch > (epochs.latest?.epoch ?? -1)) epochs.assign(epoch, header.baseOffset)
        applyBatch(producers, segment, header, bytes)
        validBytes = position + header.size
        nextOffset = header.lastOffset + 1
        if (header.magic >= 2) producersEnd = nextOffset
      }
    } catch (error) {
      if (!(error instanceof CorruptRecordError)) throw error
      const message = `Found invalid messages in log segment ${segment.log.path} at byte offset ${validBytes}.`
      this.options.env.trace.log('WARN', 'org.apache.kafka.storage.internals.log.LogSegment', message)
    }
    return { validBytes, nextOffset, producersEnd }
  }
}

/** What a checkpoint that was being replaced leaves. */
function isOwnTmp(path: string): boolean {
  return /(?:-checkpoint|\.metadata)\.tmp$/.test(path)
}

/** A segment whose name says that it begins behind what is in it. Kafka's broker does not start over it, and nothing is lost. */
class MisplacedError extends Error {
  override readonly name = 'java.lang.IllegalArgumentException'
  constructor(path: string) {
    super(`Split operation is only permitted for segments with overflow, and the problem path is ${path}`)
  }
}

/** A file that only looks like one of a segment. Kafka's broker does not start over it. */
class FileNameError extends Error {
  override readonly name = 'java.lang.NumberFormatException'
}

/** A transaction index of a version to come. Kafka's broker does not start over it: nothing there awaits this exception. */
export class UnknownVersionError extends Error {
  override readonly name = 'org.apache.kafka.common.KafkaException'
}

function damageOf({ txnIndex, baseOffset }: Segment, odd: TxnEntry): string {
  const { version, producerId, firstOffset, lastOffset, lastStableOffset } = odd
  const { path } = txnIndex.file
  if (version > 0) {
    const what = `Unexpected aborted transaction version ${version} in transaction index ${path}`
    throw new UnknownVersionError(`${what}, current version is 0`)
  }
  const offsets = `firstOffset=${firstOffset}, lastOffset=${lastOffset}, lastStableOffset=${lastStableOffset}`
  const entry = `AbortedTxn(version=${version}, producerId=${producerId}, ${offsets})`
  return `Last offset of aborted transaction ${entry} in index ${path} is less than start offset ${baseOffset}`
}
