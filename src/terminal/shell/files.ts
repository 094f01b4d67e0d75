/** The one virtual tree that all shells share. Paths are absolute and normalised. */
export interface FileSystem {
  /** Undefined when nothing is there. */
  stat(path: string): Promise<FileStat | undefined>
  /** Names in a folder, sorted. */
  list(path: string): Promise<string[]>
  read(path: string): Promise<Uint8Array>
  /** A part of a file: for `tail -f`, `less` and `xxd` of big segments. */
  readRange(path: string, position: number, length: number): Promise<Uint8Array>
  write(path: string, bytes: Uint8Array): Promise<void>
  append(path: string, bytes: Uint8Array): Promise<void>
  makeFolder(path: string): Promise<void>
  /** `chmod +x` and `-x` of a file. */
  setExecutable(path: string, executable: boolean): Promise<void>
  /** A file or an empty folder. */
  remove(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
}

export interface FileStat {
  readonly kind: 'file' | 'folder'
  readonly size: number
  /** Bytes of it that take room; all of them where it is not said. */
  readonly stored?: number
  /** Wall time, ms since 1970. */
  readonly modified: number
  readonly executable: boolean
  readonly writable: boolean
}

const MESSAGES = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  ENOSPC: 'No space left on device',
  EBUSY: 'Device or resource busy',
  EBADF: 'Bad file descriptor',
} as const

/** What the kernel would answer; `message` is the C library's text for the code. */
export class FileError extends Error {
  override readonly name = 'FileError'
  constructor(
    readonly code: keyof typeof MESSAGES,
    readonly path: string,
  ) {
    super(MESSAGES[code])
  }
}

/** The absolute path that `path` means in `cwd`, without `.`, `..` and double slashes. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')))
}
