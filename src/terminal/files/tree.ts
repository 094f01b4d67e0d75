import { FileError, type FileStat, type FileSystem, folderOf } from '../shell/files.ts'

interface Node {
  bytes: Uint8Array | null
  modified: number
  readonly executable: boolean
  readonly writable: boolean
}

/** What outlives the page of a file. */
export interface SavedFile {
  readonly bytes: Uint8Array
  readonly executable: boolean
}

/** Told of each change, so that files outlive the page. `file` null: removed. */
export type Persist = (path: string, file: SavedFile | null) => void

/** Files in memory. Folders are nodes without bytes. */
export class TreeFiles implements FileSystem {
  private readonly nodes = new Map<string, Node>()

  constructor(
    private readonly now: () => number,
    private readonly persist: Persist = () => {},
  ) {
    this.nodes.set('/', folder(now()))
  }

  /** Lays a file there without telling `persist`: what ships with the page, or was saved before. */
  preset(path: string, content: string | Uint8Array, mode: { executable?: boolean; writable?: boolean } = {}): void {
    this.presetFolder(folderOf(path))
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
    const { executable = false, writable = true } = mode
    this.nodes.set(path, { bytes, modified: this.now(), executable, writable })
  }

  presetFolder(path: string): void {
    if (this.nodes.has(path)) return
    this.presetFolder(folderOf(path))
    this.nodes.set(path, folder(this.now()))
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const node = this.nodes.get(path)
    if (!node) return undefined
    const { bytes, modified, executable, writable } = node
    return { kind: bytes ? 'file' : 'folder', size: bytes?.length ?? 4096, modified, executable, writable }
  }

  async list(path: string): Promise<string[]> {
    this.folder(path)
    const prefix = path === '/' ? '/' : `${path}/`
    const names = [...this.nodes.keys()].filter((one) => one !== '/' && one.startsWith(prefix))
    return names
      .map((one) => one.slice(prefix.length))
      .filter((name) => name !== '' && !name.includes('/'))
      .sort()
  }

  async read(path: string): Promise<Uint8Array> {
    return this.file(path).bytes
  }

  async readRange(path: string, position: number, length: number): Promise<Uint8Array> {
    return this.file(path).bytes.subarray(position, position + length)
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const before = this.nodes.get(path)
    if (before?.bytes === null) throw new FileError('EISDIR', path)
    if (before && !before.writable) throw new FileError('EACCES', path)
    this.folder(folderOf(path))
    const executable = before?.executable ?? false
    this.nodes.set(path, { bytes, modified: this.now(), executable, writable: true })
    this.persist(path, { bytes, executable })
  }

  async append(path: string, bytes: Uint8Array): Promise<void> {
    const before = this.nodes.get(path)?.bytes ?? new Uint8Array()
    const whole = new Uint8Array(before.length + bytes.length)
    whole.set(before)
    whole.set(bytes, before.length)
    await this.write(path, whole)
  }

  async setExecutable(path: string, executable: boolean): Promise<void> {
    const { bytes, modified, writable } = this.file(path)
    if (!writable) throw new FileError('EPERM', path)
    this.nodes.set(path, { bytes, modified, executable, writable })
    this.persist(path, { bytes, executable })
  }

  async makeFolder(path: string): Promise<void> {
    if (this.nodes.has(path)) throw new FileError('EEXIST', path)
    this.folder(folderOf(path))
    this.nodes.set(path, folder(this.now()))
  }

  async remove(path: string): Promise<void> {
    const node = this.nodes.get(path)
    if (!node) throw new FileError('ENOENT', path)
    if (!node.bytes && (await this.list(path)).length > 0) throw new FileError('ENOTEMPTY', path)
    if (!node.writable) throw new FileError('EACCES', path)
    this.nodes.delete(path)
    if (node.bytes) this.persist(path, null)
  }

  async rename(from: string, to: string): Promise<void> {
    if (!this.nodes.has(from)) throw new FileError('ENOENT', from)
    this.folder(folderOf(to))
    for (const [path, node] of [...this.nodes]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue
      const target = to + path.slice(from.length)
      this.nodes.delete(path)
      this.nodes.set(target, node)
      if (node.bytes) {
        this.persist(path, null)
        this.persist(target, { bytes: node.bytes, executable: node.executable })
      }
    }
  }

  /** The files that may be changed, by path. */
  *own(): Iterable<SavedFile & { readonly path: string }> {
    for (const [path, { bytes, executable, writable }] of this.nodes)
      if (bytes && writable) yield { path, bytes, executable }
  }

  /** Makes these all the files that may be changed; those of the paths in `executables` can be run. */
  replaceOwn(files: ReadonlyMap<string, Uint8Array>, executables: ReadonlySet<string>): void {
    for (const { path } of [...this.own()]) {
      if (files.has(path)) continue
      this.nodes.delete(path)
      this.persist(path, null)
    }
    for (const [path, bytes] of files) {
      this.presetFolder(folderOf(path))
      const executable = executables.has(path)
      this.nodes.set(path, { bytes, modified: this.now(), executable, writable: true })
      this.persist(path, { bytes, executable })
    }
  }

  /** Remembers all files (which are replaced, never changed); what it gives puts them back. */
  keep(): () => void {
    const then = new Map(this.nodes)
    return () => {
      for (const path of this.nodes.keys()) if (!then.has(path)) this.persist(path, null)
      for (const [path, node] of then)
        if (node.bytes && this.nodes.get(path) !== node)
          this.persist(path, { bytes: node.bytes, executable: node.executable })
      this.nodes.clear()
      for (const [path, node] of then) this.nodes.set(path, node)
    }
  }

  private folder(path: string): void {
    const node = this.nodes.get(path)
    if (!node) throw new FileError('ENOENT', path)
    if (node.bytes) throw new FileError('ENOTDIR', path)
  }

  private file(path: string): Node & { bytes: Uint8Array } {
    const node = this.nodes.get(path)
    if (!node) throw new FileError('ENOENT', path)
    if (!node.bytes) throw new FileError('EISDIR', path)
    return node as Node & { bytes: Uint8Array }
  }
}

function folder(modified: number): Node {
  return { bytes: null, modified, executable: true, writable: true }
}
