import type { Disk } from '../env/env.ts'
import type { LazyFile } from './lazy-file.ts'

/** Chunks of a disk kept for readers that may never come. */
const CHUNKS = 6

interface Chunk {
  readonly file: LazyFile
  readonly position: number
  /** Undefined when the disk did not give it. */
  readonly bytes: Promise<Uint8Array | undefined>
}

/** What those who read logs in sequence are expected to want next, a few chunks for all logs of a disk. */
export class ReadAhead {
  private static readonly ofDisks = new WeakMap<Disk, ReadAhead>()
  private chunks: Chunk[] = []

  /** Shared by all logs of the disk, so that memory is bounded however many there are. */
  static of(disk: Disk): ReadAhead {
    let ahead = ReadAhead.ofDisks.get(disk)
    if (!ahead) ReadAhead.ofDisks.set(disk, (ahead = new ReadAhead()))
    return ahead
  }

  /** Reads a chunk that will be wanted; one that is there already is not read again. */
  start(file: LazyFile, position: number, length: number): void {
    if (this.find(file, position)) return
    const bytes = file.read(position, length).catch(() => undefined)
    this.chunks = [...this.chunks, { file, position, bytes }].slice(-CHUNKS)
  }

  /** The chunk at a position, given once. */
  take(file: LazyFile, position: number): Promise<Uint8Array | undefined> | undefined {
    const chunk = this.find(file, position)
    if (chunk) this.chunks = this.chunks.filter((one) => one !== chunk)
    return chunk?.bytes
  }

  forget(file: LazyFile): void {
    this.chunks = this.chunks.filter((one) => one.file !== file)
  }

  private find(file: LazyFile, position: number): Chunk | undefined {
    return this.chunks.find((one) => one.file === file && one.position === position)
  }
}
