import { baseName, type FileStat, type FileSystem, folderOf } from '../shell/files.ts'

export interface Mount {
  /** Absolute folder, such as `/tmp/kraft-combined-logs`. */
  readonly at: string
  readonly files: FileSystem
}

/** One tree of several file systems: the deepest mount that holds a path answers for it. */
export class MountedFiles implements FileSystem {
  constructor(
    private readonly root: FileSystem,
    /** Asked anew each time: log dirs come and go with the properties files. */
    private readonly mounts: () => readonly Mount[],
  ) {}

  stat(path: string): Promise<FileStat | undefined> {
    return this.owner(path).stat(path)
  }

  async list(path: string): Promise<string[]> {
    const own = await this.owner(path).list(path)
    const mounted: string[] = []
    for (const { at, files } of this.mounts()) {
      if (folderOf(at) === path && (await files.stat(at))) mounted.push(baseName(at))
    }
    return [...new Set([...own, ...mounted])].sort()
  }

  read(path: string): Promise<Uint8Array> {
    return this.owner(path).read(path)
  }

  readRange(path: string, position: number, length: number): Promise<Uint8Array> {
    return this.owner(path).readRange(path, position, length)
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return this.owner(path).write(path, bytes)
  }

  append(path: string, bytes: Uint8Array): Promise<void> {
    return this.owner(path).append(path, bytes)
  }

  makeFolder(path: string): Promise<void> {
    return this.owner(path).makeFolder(path)
  }

  setExecutable(path: string, executable: boolean): Promise<void> {
    return this.owner(path).setExecutable(path, executable)
  }

  remove(path: string): Promise<void> {
    return this.owner(path).remove(path)
  }

  async rename(from: string, to: string): Promise<void> {
    const source = this.owner(from)
    const target = this.owner(to)
    if (source === target) return source.rename(from, to)
    await target.write(to, await source.read(from))
    await source.remove(from)
  }

  private owner(path: string): FileSystem {
    const holding = this.mounts().filter(({ at }) => path === at || path.startsWith(`${at}/`))
    return holding.sort((a, b) => b.at.length - a.at.length)[0]?.files ?? this.root
  }
}
