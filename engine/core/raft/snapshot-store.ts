/** The snapshot files beside the metadata log: `<end offset>-<epoch>.checkpoint` (`raft/…/snapshot/Snapshots.java`). */
import type { Disk } from '../env/env.ts'
import { readFile, replaceFile } from '../metadata/files.ts'
import { snapshotName } from '../metadata/snapshot-file.ts'
import type { OffsetAndEpoch } from './quorum-types.ts'

const NAME = /\/(\d{20})-(\d{10})\.checkpoint$/

/** A snapshot of this size or its pieces; only ids that it lists can be read. */
export class SnapshotStore {
  private constructor(
    private readonly disk: Disk,
    private readonly dir: string,
    private ids: OffsetAndEpoch[],
  ) {}

  /** Looks what is there; pieces that a crash left go. */
  static async open(disk: Disk, dir: string): Promise<SnapshotStore> {
    const files = await disk.list(`${dir}/`)
    for (const { path } of files) if (path.endsWith('.checkpoint.part')) await disk.remove(path)
    const ids = files.flatMap(({ path }) => {
      const match = NAME.exec(path)
      return match ? [{ offset: Number(match[1]), epoch: Number(match[2]) }] : []
    })
    // 0-0 is what `kafka-storage format` left: the voters of a new quorum, never sent to anybody.
    const made = ids.filter(({ offset }) => offset > 0).sort((a, b) => a.offset - b.offset)
    return new SnapshotStore(disk, dir, made)
  }

  get earliest(): OffsetAndEpoch | null {
    return this.ids[0] ?? null
  }

  get latest(): OffsetAndEpoch | null {
    return this.ids.at(-1) ?? null
  }

  private path({ offset, epoch }: OffsetAndEpoch): string {
    return `${this.dir}/${snapshotName(offset, epoch)}`
  }

  /** null: there is no such snapshot. */
  async read(id: OffsetAndEpoch): Promise<Uint8Array | null> {
    const known = this.ids.some(({ offset, epoch }) => offset === id.offset && epoch === id.epoch)
    return known ? readFile(this.disk, this.path(id)) : null
  }

  /** Writes a whole snapshot. */
  async write(id: OffsetAndEpoch, bytes: Uint8Array): Promise<void> {
    await replaceFile(this.disk, this.path(id), bytes)
    this.add(id)
  }

  /** Writes a piece of one that is fetched; the last makes it whole. */
  async writePart(
    id: OffsetAndEpoch,
    { position, bytes, last }: { position: number; bytes: Uint8Array; last: boolean },
  ): Promise<void> {
    const part = `${this.path(id)}.part`
    if (position === 0) await this.disk.remove(part)
    const file = await this.disk.open(part)
    file.append(bytes)
    if (last) await file.sync()
    await file.close()
    if (!last) return
    await this.disk.rename(part, this.path(id))
    this.add(id)
  }

  private add(id: OffsetAndEpoch): void {
    this.ids = [...this.ids.filter(({ offset }) => offset !== id.offset), id].sort((a, b) => a.offset - b.offset)
  }

  /** Sizes of all snapshots, oldest first, with the time at which each was written. */
  async files(): Promise<readonly { readonly id: OffsetAndEpoch; readonly size: number; readonly modified: number }[]> {
    const found = new Map((await this.disk.list(`${this.dir}/`)).map((file) => [file.path, file]))
    return this.ids.flatMap((id) => {
      const file = found.get(this.path(id))
      return file ? [{ id, size: file.size, modified: file.modified }] : []
    })
  }

  async remove(id: OffsetAndEpoch): Promise<void> {
    this.ids = this.ids.filter(({ offset }) => offset !== id.offset)
    await this.disk.remove(this.path(id))
  }
}
