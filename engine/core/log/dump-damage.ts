import { CorruptRecordError } from '../record/batch.ts'

/** What ends a dump as it ends Apache's, with an exception of Java; a message of null is none at all. */
export class DumpError extends Error {
  override readonly name = 'DumpError'

  constructor(
    readonly javaClass: string,
    readonly javaMessage: string | null,
  ) {
    super(javaMessage ?? javaClass)
  }
}

/** Writes text on the dump's output, with what ends it: a new line, or nothing where the dump breaks off within one. */
export type Print = (text: string, end?: '') => void

/** The number that the name of a file begins with. Throws {@link DumpError}. */
export function offsetOfName(name: string): number {
  const stem = name.split('.')[0] ?? ''
  if (!/^[+-]?\d+$/.test(stem)) throw new DumpError('java.lang.NumberFormatException', `For input string: "${stem}"`)
  return Number(stem)
}

/** The bytes of a log from a position on (`FileRecords.slice`). Throws {@link DumpError} beyond its end. */
export function sliceOf({ path, bytes }: { path: string; bytes: Uint8Array }, position: number): Uint8Array {
  if (position <= bytes.length && position >= 0) return bytes.subarray(position)
  const whole = `FileRecords(size=${bytes.length}, file=${path}, start=0, end=2147483647)`
  const what =
    position < 0
      ? `Invalid position: ${position} in read from ${whole}`
      : `Slice from position ${position} exceeds end position of ${whole}`
  throw new DumpError('java.lang.IllegalArgumentException', what)
}

/** Calls on, with CorruptRecordError turned into a {@link DumpError} of the class that Java throws there. */
export function orEnd<T>(javaClass: string, javaMessage: string | null, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof CorruptRecordError) throw new DumpError(javaClass, javaMessage)
    throw error
  }
}
