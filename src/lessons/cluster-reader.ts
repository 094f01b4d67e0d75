import type { Admin } from '../../engine/core/client/admin.ts'
import { type BatchHeader, type LogRecord, recordsIn } from '../../engine/core/record/batch.ts'
import type { Compression } from '../../engine/core/record/compression.ts'
import type { ClusterState, PartitionState } from '../cluster/cluster-state.ts'
import type { Inspector } from '../cluster/inspector.ts'
import type { Batches, StoredBatch } from '../log-view/batch-source.ts'
import { Pauses } from '../log-view/pauses.ts'
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

/** Hears of what a partition holds, from the oldest on. */
export interface Tally {
  /** Of each batch that holds records. */
  batch?(batch: SeenBatch): void
  /** Of each record. Left out, batches are not taken apart for it. */
  readonly record?: ((record: SeenRecord) => void) | undefined
}

/** What is to be tallied. */
export interface TallyOf<T extends Tally> {
  /** Stands for it from one look to the next: another name for another question. */
  readonly name: string
  readonly make: () => T
  /** Whether it is about this partition. */
  readonly isOf: (partition: number) => boolean
}

/** What goals ask of the cluster beyond its state. Reads only. */
export interface ClusterReader {
  /** The tally of each partition, by now: it was told of all that a reader would get. */
  tally<T extends Tally>(topic: string, wanted: TallyOf<T>): Promise<readonly T[]>
  /** Settings in force by name. */
  config(topic: string): Promise<ReadonlyMap<string, string>>
}

/** A tally, and the offset that it is to be told of next. */
interface Told {
  readonly tally: Tally
  next: number
}

/** Of one log so many tallies are kept, the latest. */
const MOST_TALLIES = 30

/** How far a partition's log was read, and by what one sees that it is the same log still. */
class ReadLog {
  private readonly tallies = new Map<string, Told>()

  constructor(
    private readonly topicId: string,
    private readonly start: number,
    private readonly cleanings: number,
    private size: number,
  ) {}

  /** Whether it has only grown. */
  goesOn(topicId: string, { logStartOffset, highWatermark, size }: PartitionState, cleanings: number): boolean {
    const isSame = this.topicId === topicId && this.start === logStartOffset && this.cleanings === cleanings
    if (!isSame || size < this.size) return false
    this.size = size
    return [...this.tallies.values()].every(({ next }) => next <= highWatermark)
  }

  told({ name, make }: TallyOf<Tally>): Told {
    const told = this.tallies.get(name) ?? { tally: make(), next: this.start }
    this.tallies.delete(name)
    this.tallies.set(name, told)
    const [oldest] = this.tallies.keys()
    if (oldest !== undefined && this.tallies.size > MOST_TALLIES) this.tallies.delete(oldest)
    return told
  }

  /** Those that have heard of all before the offset, and not of all of what follows. */
  waitingFor(from: number, last: number): Told[] {
    return [...this.tallies.values()].filter(({ next }) => next >= from && next <= last)
  }
}

/** Reads logs as a consumer does, in slices, and tells of each record once; no record is kept. */
export class FetchingReader implements ClusterReader {
  private readonly logs = new Map<string, ReadLog>()
  /** Tallies that are to be told of a partition at its next reading: one reading is for all of them. */
  private readonly waiting = new Map<string, TallyOf<Tally>[]>()
  /** Readings of the same partition happen one after another: each goes on where the one before it ended. */
  private readonly last = new Map<string, Promise<unknown>>()

  /** Of the cluster that an inspector watches. */
  static of(
    inspector: Inspector,
    batches: Batches,
    past: Past,
    pauses: Pick<Pauses, 'ifDue'> = new Pauses(),
  ): FetchingReader {
    return new FetchingReader({
      state: () => inspector.state.peek(),
      source: batches,
      admin: () => inspector.client(),
      cleanings: (partition) => past.cleanings(partition),
      pauses,
    })
  }

  constructor(
    private readonly cluster: {
      readonly state: () => ClusterState
      readonly source: Batches
      readonly admin: () => Promise<Admin>
      /** How often the cleaner was seen at a partition: what was read before is out of date then. */
      readonly cleanings: (partition: string) => number
      readonly pauses: Pick<Pauses, 'ifDue'>
    },
  ) {}

  async tally<T extends Tally>(topic: string, wanted: TallyOf<T>): Promise<readonly T[]> {
    const found = this.cluster.state().topics.get(topic)
    const partitions = found?.partitions.filter(({ partition }) => wanted.isOf(partition)) ?? []
    const tallies: T[] = []
    for (const partition of partitions) tallies.push((await this.inTurn(found?.id ?? '', partition, wanted)) as T)
    return tallies
  }

  async config(topic: string): Promise<ReadonlyMap<string, string>> {
    const admin = await this.cluster.admin()
    const described = await admin.describeConfigs([{ type: 'TOPIC', name: topic }]).outcomes()
    const [outcome] = [...described.values()]
    return new Map(outcome?.error ? [] : outcome?.value.map(({ name, value }) => [name, value ?? '']))
  }

  private inTurn(topicId: string, partition: PartitionState, wanted: TallyOf<Tally>): Promise<Tally> {
    const name = `${partition.topic}-${partition.partition}`
    this.waiting.set(name, [...(this.waiting.get(name) ?? []), wanted])
    const reading = (this.last.get(name) ?? Promise.resolve())
      .catch(() => {})
      .then(async () => {
        const log = this.logOf(name, topicId, partition)
        for (const one of this.waiting.get(name) ?? []) log.told(one)
        this.waiting.delete(name)
        const told = log.told(wanted)
        await this.readOn(log, told, partition)
        return told.tally
      })
    this.last.set(name, reading)
    return reading
  }

  private logOf(name: string, topicId: string, partition: PartitionState): ReadLog {
    const cleanings = this.cluster.cleanings(name)
    const known = this.logs.get(name)
    if (known?.goesOn(topicId, partition, cleanings)) return known
    const log = new ReadLog(topicId, partition.logStartOffset, cleanings, partition.size)
    this.logs.set(name, log)
    return log
  }

  /** Until this one knows all that a reader would get; others that wait at the same place hear of it, too. */
  private async readOn(log: ReadLog, told: Told, partition: PartitionState): Promise<void> {
    const { state, source, pauses } = this.cluster
    while (told.next < partition.highWatermark) {
      const from = told.next
      const { batches } = await source.fetch(state().brokers, partition, from, PIECE_BYTES)
      for (const batch of batches) {
        if (batch.header.baseOffset >= partition.highWatermark) break
        await pauses.ifDue()
        tell(log.waitingFor(from, batch.header.lastOffset), partition.partition, batch)
      }
      if (told.next === from) return
    }
  }
}

const PIECE_BYTES = 1024 * 1024

function tell(waiting: readonly Told[], partition: number, { header, bytes }: StoredBatch): void {
  const records = once(() => recordsIn(bytes))
  for (const told of waiting) {
    if (!header.control) tellOne(told, { partition, header, records })
    told.next = header.lastOffset + 1
  }
}

interface Heard {
  readonly partition: number
  readonly header: BatchHeader
  readonly records: () => readonly LogRecord[]
}

/** A log may begin within a batch. */
function tellOne({ tally, next }: Told, { partition, header, records }: Heard): void {
  const isWhole = header.baseOffset >= next
  const readable = () => (isWhole ? records() : records().filter(({ offset }) => offset >= next))
  const { size: bytes, compression } = header
  tally.batch?.({ partition, records: isWhole ? header.recordCount : readable().length, bytes, compression })
  if (tally.record) for (const record of readable()) tally.record(seen(partition, record))
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function seen(partition: number, { offset, key, value }: LogRecord): SeenRecord {
  const text = (bytes: Uint8Array | null) => (bytes === null ? null : new TextDecoder().decode(bytes))
  return { partition, offset, key: text(key), value: text(value) }
}
