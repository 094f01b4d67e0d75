import { DumpError, type Print } from './dump-damage.ts'
import {
  classDecoder,
  DECODER_CLASSES,
  DECODERS,
  type DecodeBytes,
  type RecordDecoder,
  UndecodableError,
} from './dump-decoders.ts'
import {
  CorruptIndexError,
  checkIndex,
  dumpOffsetIndex,
  dumpProducerSnapshot,
  dumpTimeIndex,
  dumpTxnIndex,
  type IndexErrors,
} from './dump-index.ts'
import { dumpLog, headLine, type OffsetGap } from './dump-log.ts'
import { baseName } from './file-names.ts'
import { CorruptSnapshotError } from './producer-snapshot.ts'

export {
  CorruptIndexError,
  classDecoder,
  DECODER_CLASSES,
  DECODERS,
  type DecodeBytes,
  DumpError,
  headLine,
  type Print,
  UndecodableError,
}

export interface DumpOptions {
  /** --print-data-log or any decoder */
  readonly printData: boolean
  /** --deep-iteration, also by `printData` */
  readonly deep: boolean
  readonly skipRecordMetadata: boolean
  readonly verifyIndexOnly: boolean
  readonly indexSanityCheck: boolean
  readonly maxBytes?: number
  readonly decoder?: RecordDecoder
}

/** A file to dump, and what lies beside it. */
export interface DumpFile {
  readonly path: string
  readonly bytes: Uint8Array
  /** The `.log` beside an index. */
  readonly log?: Uint8Array
  /** The `.index` beside a `.timeindex`. */
  readonly offsets?: Uint8Array
}

/** kafka-dump-log (`DumpLogSegments.java`): files one by one, then {@link finish} for what they contradict. */
export class Dump {
  private readonly gaps: [path: string, gaps: OffsetGap[]][] = []
  private readonly errors: [path: string, errors: Partial<IndexErrors>][] = []

  constructor(
    private readonly options: DumpOptions,
    private readonly out: Print,
    private readonly err: (line: string) => void,
  ) {}

  /** Prints one file. Throws {@link DumpError} behind what is before the damage, and CorruptIndexError. */
  file({ path, bytes, log = new Uint8Array(0), offsets }: DumpFile): void {
    this.out(`Dumping ${path}`)
    const { options, out } = this
    const name = baseName(path)
    const suffix = name.slice(name.lastIndexOf('.'))
    const index = { path, index: bytes, log, ...(offsets && { offsets }), verifyOnly: options.verifyIndexOnly }
    if (suffix === '.log' || suffix === '.checkpoint') {
      const { skipRecordMetadata, printData, decoder, maxBytes } = options
      const how = { deep: options.deep || printData, printData, skipRecordMetadata }
      const optional = { ...(decoder && { decoder }), ...(maxBytes !== undefined && { maxBytes }) }
      this.gaps.push([path, dumpLog(path, bytes, { ...how, ...optional }, out)])
    } else if (suffix === '.index' && bytes.length === 0) out(`${path} is empty.`)
    else if (/^\.(time)?index$/.test(suffix) && options.indexSanityCheck) {
      checkIndex(index)
      out(`${path} passed sanity check.`)
    } else if (suffix === '.index') this.errors.push([path, { mismatches: dumpOffsetIndex(index, out) }])
    else if (suffix === '.timeindex') this.errors.push([path, dumpTimeIndex(index, out)])
    else if (suffix === '.txnindex') dumpTxnIndex(bytes, out)
    else if (suffix === '.snapshot') this.snapshot(bytes)
    else this.err(`Ignoring unknown file ${path}`)
  }

  private snapshot(bytes: Uint8Array): void {
    try {
      dumpProducerSnapshot(bytes, this.out)
    } catch (error) {
      if (!(error instanceof CorruptSnapshotError)) throw error
      this.err(error.message)
    }
  }

  /** Prints what the indexes and offsets contradict, on stderr. */
  finish(): void {
    this.report('mismatches', 'Mismatches in :')
    this.report('timestampMismatches', 'Found timestamp mismatch in :')
    this.report('outOfOrder', 'Found out of order timestamp in :')
    this.report('notFound', 'The following indexed offsets are not found in :')
    for (const [path, gaps] of this.gaps) {
      if (gaps.length === 0) continue
      this.err(`Non-consecutive offsets in ${path}`)
      for (const [before, offset] of gaps) this.err(`  ${before} is followed by ${offset}`)
    }
  }

  private report(kind: keyof IndexErrors, title: string): void {
    for (const [path, errors] of this.errors) {
      const lines = errors[kind]
      if (!lines?.length) continue
      this.err(title + path)
      for (const line of lines) this.err(line)
    }
  }
}
