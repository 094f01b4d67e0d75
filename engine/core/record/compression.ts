/** `compression.type` of a batch: bits 0-2 of its attributes. */
export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

/** The types in the order of their ids. */
export const COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/** The id of a type in the attributes of a batch. */
export function compressionId(compression: Compression): number {
  return COMPRESSIONS.indexOf(compression)
}

/** A batch or record that does not have the form it claims, or whose checksum is wrong. */
export class CorruptRecordError extends Error {
  override readonly name = 'CorruptRecordError'
}

/** What one codec does, synchronously. */
export interface Codec {
  /** `level`: the codec's own scale; undefined takes its default. */
  compress(bytes: Uint8Array, level?: number): Uint8Array
  /** Throws {@link CorruptRecordError} when the bytes are malformed or give more than `maxSize` bytes. */
  decompress(bytes: Uint8Array, maxSize: number): Uint8Array
  /**
   * Gives the uncompressed bytes in pieces, which are only lent, until `give` says false. A small input that makes much
   * costs little memory so. Throws {@link CorruptRecordError} when the bytes are malformed.
   */
  stream(bytes: Uint8Array, give: (piece: Uint8Array) => boolean): void
}

/** Refuses an output beyond the limit: a small batch must not exhaust the memory. */
export function checkSize(size: number, maxSize: number): void {
  if (size > maxSize) throw new CorruptRecordError(`uncompressed records are larger than ${maxSize} bytes`)
}
