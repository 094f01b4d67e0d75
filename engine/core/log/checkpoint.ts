import { Part } from '../base/part.ts'
import { utf8 } from '../base/utf8.ts'
import type { Disk, FileInfo } from '../env/env.ts'

/** Reads checkpoints; a node that starts for the first time has none. */
export const CHECKPOINT_READER = new Part(() => import('./checkpoint-reader.ts'))

/** The text of a checkpoint (`CheckpointFile.java`): version 0, number of entries, one entry a line. */
export function formatCheckpoint(entries: readonly string[]): Uint8Array {
  return utf8(['0', String(entries.length), ...entries].map((line) => `${line}\n`).join(''))
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
