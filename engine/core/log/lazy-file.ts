import { type Disk, DiskError, type DiskFile, type FileInfo } from '../env/env.ts'

/** A file that is opened behind a queue, so that appends stay synchronous even on a file that is not there yet. */
export class LazyFile {
  private file: DiskFile | null = null
  private opening: Promise<DiskFile> | null = null
  private queue: ((file: DiskFile) => void)[] = []
  private readonly underWay = new Set<Promise<unknown>>()
  private retired = false
  /** Renaming under way: what comes after waits for it. */
  private moving: Promise<void> | null = null
  private name: string
  /** How long the file is made, beyond what is in it. */
  private allocated = 0
  /** Of what is in it, at first what the disk says. */
  length: number
  /** What the disk said, until the file is opened. */
  private known: FileInfo | null
  private readonly found: number
  /** Whether the disk has it, or will: it was opened. */
  private exists: boolean

  /** `known`: what the disk says of it, null: it is not there; `before`: what must be durable before this file appears. */
  constructor(
    private readonly disk: Disk,
    path: string,
    known: FileInfo | null,
    private readonly before?: () => Promise<void>,
  ) {
    this.name = path
    this.known = known
    this.found = known?.size ?? 0
    this.length = this.found
    this.exists = known !== null
  }

  get path(): string {
    return this.name
  }

  /** Something was asked of it that waits until it is open. */
  get isOpening(): boolean {
    return this.queue.length > 0 && this.opening !== null
  }

  append(bytes: Uint8Array): void {
    this.length += bytes.length
    this.run((file) => file.append(bytes))
  }

  /** Cuts what is in it; it stays preallocated. */
  truncate(length: number): void {
    this.length = length
    const { allocated } = this
    this.run((file) => {
      file.truncate(Math.min(length, file.length))
      file.preallocate(allocated)
    })
  }

  /** Once it is there it is so long, until {@link trim}; what is appended lies before the zeros. */
  preallocate(length: number): void {
    this.allocated = length
    this.file?.preallocate(length)
  }

  /** Nothing is in it but zeros that were preallocated; to be said before its first use, which takes them away. */
  holdsNothing(): void {
    if (this.length === 0) return
    this.length = 0
    this.queue.push((file) => file.truncate(0))
  }

  /** Its length is that of what is in it. */
  trim(): void {
    if (this.allocated === 0) return
    this.allocated = 0
    if (this.exists) this.truncate(this.length)
  }

  private run(operation: (file: DiskFile) => void): void {
    if (this.retired) return
    if (this.file) return operation(this.file)
    this.queue.push(operation)
    // A failure is not lost: sync awaits the same promise.
    this.open().catch(() => {})
  }

  /** Makes the file if it is not there, or is shorter than it was preallocated. */
  async appear(): Promise<void> {
    if (!this.exists || this.allocated > this.found || this.opening) await this.open()
  }

  /** Resolves when all before is durable, or when the file was retired. Rejects with DiskError. */
  async sync(): Promise<void> {
    if (this.retired) return
    await this.track(this.open().then((file) => file.sync()))
  }

  /** Rejects with DiskError when the file was retired. */
  async read(position: number, length: number): Promise<Uint8Array> {
    if (this.retired) throw new DiskError('missing', `${this.path} was deleted`)
    return this.track(
      (this.file ? Promise.resolve(this.file) : this.open()).then((file) => file.read(position, length)),
    )
  }

  /** Ends the use of the file under this name, once what is under way is done: it will be renamed or removed. */
  async retire(): Promise<void> {
    this.retired = true
    await Promise.allSettled(this.underWay)
    await this.close()
  }

  /** Gives the file another name, once what is under way is done; uses meanwhile wait. Rejects with DiskError. */
  rename(path: string): Promise<void> {
    const from = this.name
    this.name = path
    const { opening, moving } = this
    this.file = null
    this.opening = null
    if (!this.exists) return Promise.resolve()
    this.moving = Promise.allSettled([moving, ...this.underWay])
      .then(async () => (await opening)?.close())
      .then(() => this.disk.rename(from, path))
    return this.moving
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work)
    const done = () => this.underWay.delete(work)
    work.then(done, done)
    return work
  }

  /** Releases the handle; the next use opens it again. */
  async close(): Promise<void> {
    if (!this.opening) return
    const file = await this.opening
    this.file = null
    this.opening = null
    await file.close()
  }

  private open(): Promise<DiskFile> {
    if (this.opening) return this.opening
    this.exists = true
    const opening = this.openNow().then((file) => {
      // Once it is to be renamed, what comes waits for its handle under the new name.
      if (this.opening === opening) this.file = file
      for (const operation of this.queue.splice(0)) operation(file)
      file.preallocate(this.allocated)
      return file
    })
    this.opening = opening
    return opening
  }

  /** Under the name that it has now: a renaming that is asked for meanwhile waits for this, and must not be waited for. */
  private async openNow(): Promise<DiskFile> {
    const { name, moving, known } = this
    this.known = null
    await this.before?.()
    await moving
    return this.disk.open(name, known?.path === name ? known : undefined)
  }
}
