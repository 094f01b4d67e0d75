/** Names of the files in a partition's folder (`LogFileUtils.java`). */

/** 20 digits, zero padded: sorting by name is sorting by offset. */
export function offsetName(offset: number): string {
  return String(offset).padStart(20, '0')
}

/** What a file of a segment is, by its name; undefined for other files. */
export function parseSegmentFile(name: string): { offset: number; suffix: string } | undefined {
  const match = /^(\d{20})(\..+)$/.exec(name)
  return match ? { offset: Number(match[1]), suffix: match[2] as string } : undefined
}

/** The folder's own name in a path: what stands behind the last slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Topic and partition of a folder's name; undefined when it is not one of a partition. */
export function parsePartitionDir(name: string): { topic: string; partition: number } | undefined {
  const match = /^(.+)-(\d+)$/s.exec(name)
  const partition = Number(match?.[2])
  return match && partition <= 0x7fff_ffff ? { topic: match[1] as string, partition } : undefined
}

/** `<topic>-<partition>`, also of a folder that is being moved here. */
export function partitionNameOf(dir: string): string {
  const folder = baseName(dir)
  return parsePartitionFolder(folder)?.name ?? folder
}

/** A partition's folder in a log dir: in use, being moved here, doomed, or one that nobody asked for. */
export interface PartitionFolder {
  readonly folder: string
  /** `<topic>-<partition>` */
  readonly name: string
  readonly kind: 'current' | 'future' | 'delete' | 'stray'
}

/** undefined: no partition's. */
export function parsePartitionFolder(folder: string): PartitionFolder | undefined {
  const marked = /^(\S+-\S+)\.\S+-(future|delete|stray)$/.exec(folder)
  const name = marked?.[1] ?? folder
  if (!parsePartitionDir(name)) return undefined
  return { folder, name, kind: (marked?.[2] as PartitionFolder['kind'] | undefined) ?? 'current' }
}

/** `uniqueId`: 32 hex digits. */
export function futureFolder(name: string, uniqueId: string): string {
  return `${name}.${uniqueId}-future`
}

export function strayFolder(name: string, uniqueId: string): string {
  return `${name}.${uniqueId}-stray`
}
