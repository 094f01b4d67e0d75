import type { Admin } from '../../engine/core/client/admin.ts'
import { type BatchHeader, type LogRecord, recordsIn } from '../../engine/core/record/batch.ts'
import type { Compression } from '../../engine/core/record/compression.ts'
import type { ClusterState, PartitionState } from '../cluster/cluster-state.ts'
import type { Inspector } from '../cluster/inspector.ts'
import type { Batches } from '../log-view/batch-source.ts'
import type { Past } from './past.ts'

/** A record as goals see it; keys and values as UTF-8 text. */
export interface SeenRecord {
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
}

/** A batch as goals see it. */
export interface SeenBatch {
  readonly partition: number
  readonly records: number
  /** With its header, as it lies in the file. */
  readonly bytes: number
  readonly compression: Compression
}

/** What goals ask of the cluster beyond its state. Reads only. */
export interface ClusterReader {
  /** The records that a reader would get now, partition by partition. */
  records(topic: string): Promise<readonly SeenRecord[]>
  /** The batches that hold them, without control batches. */
  batches(topic: string): Promise<readonly SeenBatch[]>
  /** Settings in force by name. */
  config(topic: string): Promise<ReadonlyMap<string, string>>
}

interface Read {
  readonly topicId: string
  readonly records: readonly SeenRecord[]
  readonly batches: readonly SeenBatch[]
  readonly next: number
  readonly start: number
  readonly size: number
  readonly cleanings: number
}

/** A goal looks at no more of a partition than this many records, the newest. */
const KEPT = 20_000

/** Reads records as a consumer does, and each record once. */
export class FetchingReader implements ClusterReader {
  private readonly read = new Map<string, Read>()
  /** Readings of the same partition happen one after another: each goes on where the one before it ended. */
  private readonly last = new Map<string, Promise<unknown>>()

  /** Of the cluster that an inspector watches. */
  static of(inspector: Inspector, batches: Batches, past: Past): FetchingReader {
    return new FetchingReader(
      () => inspector.state.peek(),
      batches,
      () => inspector.client(),
      (partition) => past.cleanings(partition),
    )
  }

  constructor(
    private readonly state: () => ClusterState,
    private readonly source: Batches,
    private readonly admin: () => Promise<Admin>,
    /** How often the cleaner was seen at a partition: what was read before is out of date then. */
    private readonly cleanings: (partition: string) => number,
  ) {}

  async records(topic: string): Promise<readonly SeenRecord[]> {
    return (await this.readings(topic)).flatMap(({ records }) => records)
  }

  async batches(topic: string): Promise<readonly SeenBatch[]> {
    return (await this.readings(topic)).flatMap(({ batches }) => batches)
  }

  private async readings(topic: string): Promise<Read[]> {
    const found = this.state().topics.get(topic)
    const readings: Read[] = []
    for (const partition of found?.partitions ?? []) readings.push(await this.partition(found?.id ?? '', partition))
    return readings
  }

  async config(topic: string): Promise<ReadonlyMap<string, string>> {
    const admin = await this.admin()
    const described = await admin.describeConfigs([{ type: 'TOPIC', name: topic }]).outcomes()
    const [outcome] = [...described.values()]
    return new Map(outcome?.error ? [] : outcome?.value.map(({ name, value }) => [name, value ?? '']))
  }

  private partition(topicId: string, partition: PartitionState): Promise<Read> {
    const name = `${partition.topic}-${partition.partition}`
    const reading = (this.last.get(name) ?? Promise.resolve())
      .catch(() => {})
      .then(() => this.goOn(name, topicId, partition))
    this.last.set(name, reading)
    return reading
  }

  private async goOn(name: string, topicId: string, partition: PartitionState): Promise<Read> {
    const before = this.read.get(name)
    const { logStartOffset: start, highWatermark: end, size } = partition
    const cleanings = this.cleanings(name)
    const isSameLog = before?.topicId === topicId && before.start === start && before.cleanings === cleanings
    const goesOn = isSameLog && before.next <= end && before.size <= size
    const known: Read = goesOn ? before : { topicId, records: [], batches: [], next: start, start, size, cleanings }
    const { records, batches, next } = await this.fetchFrom(partition, known)
    const kept = { records: records.slice(-KEPT), batches: batches.slice(-KEPT) }
    const read = { topicId, ...kept, next, start, size, cleanings }
    this.read.set(name, read)
    return read
  }

  private async fetchFrom(partition: PartitionState, known: Read): Promise<Pick<Read, 'records' | 'batches' | 'next'>> {
    const [records, batches] = [[...known.records], [...known.batches]]
    let { next } = known
    while (next < partition.highWatermark) {
      const page = await this.source.fetch(this.state().brokers, partition, next)
      const last = page.batches.at(-1)
      if (!last) break
      for (const { header, bytes } of page.batches) {
        if (header.control) continue
        batches.push(seenBatch(partition.partition, header))
        for (const record of recordsIn(bytes)) {
          if (record.offset >= next) records.push(seen(partition.partition, record))
        }
      }
      next = last.header.lastOffset + 1
    }
    return { records, batches, next }
  }
}

function seenBatch(partition: number, { recordCount, size, compression }: BatchHeader): SeenBatch {
  return { partition, records: recordCount, bytes: size, compression }
}

function seen(partition: number, { offset, key, value }: LogRecord): SeenRecord {
  const text = (bytes: Uint8Array | null) => (bytes === null ? null : new TextDecoder().decode(bytes))
  return { partition, offset, key: text(key), value: text(value) }
}
