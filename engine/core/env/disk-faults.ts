import { type Disk, DiskError, type DiskFile, type FileInfo, type Timers } from './env.ts'

/** What is wrong with a disk. */
export interface DiskFault {
  /** Every sync takes this much longer, ms. */
  readonly slowMs: number
  /** There is no room: what is appended from now on never becomes durable. */
  readonly full: boolean
}

export const HEALTHY_DISK: DiskFault = { slowMs: 0, full: false }

/** A disk whose faults can be set while it is used. */
export class FaultableDisk implements Disk {
  fault: DiskFault = HEALTHY_DISK
  private readonly files = new WeakMap<DiskFile, FaultableFile>()

  constructor(
    private readonly disk: Disk,
    private readonly timers: Timers,
  ) {}

  list(prefix: string) {
    return this.disk.list(prefix)
  }

  async folders(path: string): Promise<string[]> {
    return (await this.disk.folders?.(path)) ?? []
  }

  async open(path: string, known?: FileInfo): Promise<DiskFile> {
    const file = await this.disk.open(path, known)
    const faultable = this.files.get(file) ?? new FaultableFile(file, this)
    this.files.set(file, faultable)
    return faultable
  }

  remove(path: string) {
    return this.disk.remove(path)
  }

  async rename(from: string, to: string): Promise<void> {
    await this.slow()
    return this.disk.rename(from, to)
  }

  /** Resolves after the time that the fault adds. */
  slow(): Promise<void> {
    const { slowMs } = this.fault
    return slowMs > 0 ? new Promise((resume) => void this.timers.after(slowMs, resume)) : Promise.resolve()
  }
}

class FaultableFile implements DiskFile {
  /** Bytes refused while the disk was full: as the port says, none get in after them. */
  private refused: DiskError | null = null
  private refusedBytes = 0

  constructor(
    private readonly file: DiskFile,
    private readonly disk: FaultableDisk,
  ) {}

  get path(): string {
    return this.file.path
  }

  get length(): number {
    return this.file.length + this.refusedBytes
  }

  append(bytes: Uint8Array): void {
    if (this.disk.fault.full) this.refused ??= new DiskError('full', `No space left on device: ${this.path}`)
    if (this.refused) this.refusedBytes += bytes.length
    else this.file.append(bytes)
  }

  async sync(): Promise<void> {
    const { refused } = this
    if (this.disk.fault.slowMs > 0) await this.disk.slow()
    await this.file.sync()
    if (refused) throw refused
  }

  read(position: number, length: number): Promise<Uint8Array> {
    return this.file.read(position, length)
  }

  preallocate(length: number): void {
    this.file.preallocate(length)
  }

  truncate(length: number): void {
    const kept = this.file.length
    if (length <= kept) this.file.truncate(length)
    this.refusedBytes = Math.max(0, length - kept)
    if (this.refusedBytes === 0) this.refused = null
  }

  close(): Promise<void> {
    return this.file.close()
  }
}
