import type { Clock, Disk, Trace } from '../env/env.ts'
import { baseName, offsetName } from './file-names.ts'
import { LazyFile } from './lazy-file.ts'
import { CorruptSnapshotError, decodeSnapshot, encodeSnapshot } from './producer-snapshot.ts'
import type { ProducerState } from './producer-state.ts'

const LOGGER = 'org.apache.kafka.storage.internals.log.ProducerStateManager'

/** The `.snapshot` files of a log, and how far the producer state goes: when to write one, which to load. */
export class ProducerSnapshots {
  private readonly offsets = new Set<number>()
  private readonly writing = new Set<LazyFile>()
  /** The state holds everything before this offset. */
  mapEndOffset = 0
  private lastSnapshotOffset = 0

  constructor(
    private readonly options: { disk: Disk; trace: Trace; clock: Clock; dir: string },
    private readonly state: ProducerState,
  ) {}

  /** Takes note of files that are there. */
  found(offset: number): void {
    this.offsets.add(offset)
  }

  has(offset: number): boolean {
    return this.offsets.has(offset)
  }

  get latestOffset(): number | undefined {
    return this.offsets.size === 0 ? undefined : Math.max(...this.offsets)
  }

  /** Writes the state out, named by the next offset, unless there is one for it. */
  take(): void {
    if (this.mapEndOffset <= this.lastSnapshotOffset) return
    const { clock } = this.options
    const began = clock.monotonic()
    const file = new LazyFile(this.options.disk, this.pathOf(this.mapEndOffset), null)
    file.truncate(0)
    file.append(encodeSnapshot(this.state.entries()))
    this.writing.add(file)
    this.offsets.add(this.mapEndOffset)
    this.lastSnapshotOffset = this.mapEndOffset
    const what = `Wrote producer snapshot at offset ${this.mapEndOffset} with ${this.state.size} producer ids`
    this.log('INFO', `${what} in ${Math.round(clock.monotonic() - began)} ms.`)
  }

  /** Resolves when all snapshots taken are durable. */
  async flush(): Promise<void> {
    const files = [...this.writing]
    await Promise.all(files.map((file) => file.sync()))
    for (const file of files) if (this.writing.delete(file)) await file.close()
  }

  /** Makes the state that of the newest usable snapshot at or below the end; without one it is empty, from the log start. */
  async reload(logStartOffset: number, logEndOffset: number, now: number): Promise<void> {
    for (const offset of this.offsets) if (offset > logEndOffset || offset <= logStartOffset) await this.remove(offset)
    if (logEndOffset === this.mapEndOffset) return this.state.logStartMoved(logStartOffset)
    this.state.clear()
    await this.flush()
    const loaded = await this.loadNewest(now)
    this.lastSnapshotOffset = loaded ?? logStartOffset
    this.mapEndOffset = this.lastSnapshotOffset
  }

  /** The state is known, up to the offset. */
  goOnAt(logEndOffset: number): void {
    this.lastSnapshotOffset = this.latestOffset ?? 0
    this.mapEndOffset = logEndOffset
  }

  private async loadNewest(now: number): Promise<number | undefined> {
    for (let offset = this.latestOffset; offset !== undefined; offset = this.latestOffset) {
      const path = this.pathOf(offset)
      this.log('INFO', `Loading producer state from snapshot file 'SnapshotFile(offset=${offset}, file=${path})'`)
      try {
        this.state.load(decodeSnapshot(await this.readFile(path)), now)
        return offset
      } catch (error) {
        if (!(error instanceof CorruptSnapshotError)) throw error
        this.log('WARN', `Failed to load producer snapshot from '${path}': ${error.message}`)
        await this.remove(offset)
      }
    }
    return undefined
  }

  private async readFile(path: string): Promise<Uint8Array> {
    const file = await this.options.disk.open(path)
    const bytes = await file.read(0, file.length)
    await file.close()
    return bytes
  }

  /** Removes those that belong to no segment, but for the newest if it lies beyond them all. */
  async removeStray(segmentBaseOffsets: readonly number[]): Promise<void> {
    const lastBase = Math.max(-1, ...segmentBaseOffsets)
    const { latestOffset } = this
    for (const offset of this.offsets) {
      const kept = segmentBaseOffsets.includes(offset) || (offset === latestOffset && offset > lastBase)
      if (!kept) await this.remove(offset)
    }
  }

  /** The log begins anew at the offset: nothing of before counts. */
  async startAt(offset: number): Promise<void> {
    this.state.clear()
    for (const old of this.offsets) await this.remove(old)
    this.lastSnapshotOffset = 0
    this.mapEndOffset = offset
  }

  /** The file of this offset went with its segment. */
  forget(offset: number): void {
    this.offsets.delete(offset)
  }

  logStartMoved(logStartOffset: number): void {
    this.state.logStartMoved(logStartOffset)
    this.mapEndOffset = Math.max(this.mapEndOffset, logStartOffset)
  }

  private async remove(offset: number): Promise<void> {
    this.offsets.delete(offset)
    await this.flush()
    await this.options.disk.remove(this.pathOf(offset))
    const message = `Deleted producer state snapshot ${this.pathOf(offset)}`
    this.options.trace.log('INFO', 'org.apache.kafka.storage.internals.log.SnapshotFile', message)
  }

  private pathOf(offset: number): string {
    return `${this.options.dir}/${offsetName(offset)}.snapshot`
  }

  private log(level: 'INFO' | 'WARN', message: string): void {
    this.options.trace.log(level, LOGGER, `[ProducerStateManager partition=${baseName(this.options.dir)}] ${message}`)
  }
}
