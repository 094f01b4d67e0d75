import { fromUtf8, utf8 } from '../base/utf8.ts'
import type { Disk, FileInfo } from '../env/env.ts'

/** A checkpoint file that does not have its form; the message is Kafka's. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'
}

/** A number in a checkpoint that is none; the message is Java's. */
export class CheckpointNumberError extends CheckpointError {}

/** The text of a checkpoint (`CheckpointFile.java`): version 0, number of entries, one entry a line. */
export function formatCheckpoint(entries: readonly string[]): Uint8Array {
  return utf8(['0', String(entries.length), ...entries].map((line) => `${line}\n`).join(''))
}

/** The entries of a checkpoint; an empty file has none. Throws {@link CheckpointError}. */
export function parseCheckpoint(bytes: Uint8Array): string[] {
  const text = fromUtf8(bytes)
  if (text === '') return []
  const [version, count, ...rest] = text.split('\n')
  const entries = rest.filter((line) => line !== '')
  if (version !== '0') throw new CheckpointError(`Unrecognized version of the checkpoint file: ${version}`)
  if (Number(count) !== entries.length) throw new CheckpointError(`Expected ${count} entries, found ${entries.length}`)
  return entries
}

/** The offsets of a checkpoint by the names of partitions (`OffsetCheckpointFile.java`). Throws {@link CheckpointError}. */
export function parseOffsets(bytes: Uint8Array): Map<string, number> {
  return new Map(
    parseCheckpoint(bytes).map((line) => {
      const [topic, partition, offset, ...more] = line.split(/\s+/)
      if (partition === undefined || offset === undefined || more.length > 0)
        throw new CheckpointError(`Malformed line in checkpoint file: ${line}`)
      return [`${topic}-${toInteger(partition)}`, toInteger(offset)]
    }),
  )
}

/** A whole number in a checkpoint. Throws {@link CheckpointNumberError}. */
export function toInteger(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw new CheckpointNumberError(`For input string: "${text}"`)
}

/** A file's bytes; null when it is not there. `files`: what is there, where that is known. */
export async function readWhole(disk: Disk, path: string, files?: readonly FileInfo[]): Promise<Uint8Array | null> {
  const info = (files ?? (await disk.list(path))).find((file) => file.path === path)
  if (!info) return null
  const file = await disk.open(path, info)
  const bytes = await file.read(0, file.length)
  await file.close()
  return bytes
}

/** Replaces a file as a whole: a crash leaves the old or the new one. */
export async function writeWhole(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(`${path}.tmp`)
  file.truncate(0)
  file.append(bytes)
  await file.sync()
  await file.close()
  await disk.rename(`${path}.tmp`, path)
}

/** A small file written again and again: writes follow one another, and only the newest waiting one is carried out. */
export class AtomicFile {
  private waiting: Uint8Array | null = null
  private writing: Promise<void> | null = null

  constructor(
    private readonly disk: Disk,
    readonly path: string,
  ) {}

  /** Takes the content at once; {@link settled} tells when it is durable. */
  write(bytes: Uint8Array): void {
    this.waiting = bytes
    this.writing ??= this.work()
    this.writing.catch(() => {})
  }

  /** Whether something written is not durable yet. */
  get busy(): boolean {
    return this.writing !== null
  }

  /** Resolves when all that was written is durable; rejects with the DiskError of a failed write. */
  async settled(): Promise<void> {
    while (this.writing) await this.writing
  }

  private async work(): Promise<void> {
    while (this.waiting) {
      const bytes = this.waiting
      this.waiting = null
      await writeWhole(this.disk, this.path, bytes)
    }
    this.writing = null
  }
}
