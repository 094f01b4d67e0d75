import type { DBSchema, IDBPDatabase } from 'idb'

/** A name of the disk's flat name space; renaming changes only this. */
export interface FileRecord {
  readonly ino: number
  readonly size: number
  /** Wall time, ms since 1970. */
  readonly modified: number
  /** Its rows may reach beyond `size`: not every append writes this record too. */
  readonly growing?: true
  /** How long it is with zeros behind its rows. */
  readonly allocated?: number
}

/** A run of a file's bytes. The length stands in the key, so that opening a file reads keys only. */
export type RowKey = [ino: number, position: number, length: number]

export interface DiskSchema extends DBSchema {
  files: { key: string; value: FileRecord }
  rows: { key: RowKey; value: ArrayBuffer }
  /** Restore points, by id. */
  points: { key: number; value: PointRecord }
  /** Rows that have no name any more and that a restore point may still have, by `ino`. */
  doomed: { key: number; value: true }
}

/** A file as a restore point remembers it: the rows of `ino` up to `size` stay where they are. */
export interface PointFile extends FileRecord {
  readonly path: string
}

/** All files of a disk at a moment. */
export interface PointRecord {
  readonly files: readonly PointFile[]
}

export type DiskDatabase = IDBPDatabase<DiskSchema>

/** Rows of one file, in order; `[position, length]`. */
export interface Row {
  readonly position: number
  readonly length: number
}

export function rowsFrom(ino: number, position: number): IDBKeyRange {
  return IDBKeyRange.bound([ino, position, 0], [ino, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])
}

export function rowsBetween(ino: number, first: Row, last: Row): IDBKeyRange {
  return IDBKeyRange.bound([ino, first.position, 0], [ino, last.position, last.length])
}

/**
 * The rows of a file that follow one another without a gap from position 0: what a crash or a failed transaction left
 * behind a gap is not part of the file.
 */
export function contiguous(keys: readonly RowKey[]): Row[] {
  const rows: Row[] = []
  let end = 0
  for (const [, position, length] of keys) {
    if (position !== end) break
    rows.push({ position, length })
    end += length
  }
  return rows
}

/** Index of the row that holds a position. */
export function rowAt(rows: readonly Row[], position: number): number {
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((rows[middle] as Row).position <= position) low = middle
    else high = middle - 1
  }
  return low
}

/** A number that no other file has. */
export function newIno(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return (high % 0x10_0000) * 0x1_0000_0000 + low
}
