/** Node's `zlib` as far as clients need it. */
import { Buffer } from 'buffer'
import { decompressSync, gzipSync } from 'fflate'

type Done = (error: Error | null, result?: Buffer) => void

function deferred(work: (bytes: Uint8Array) => Uint8Array) {
  return (bytes: Uint8Array, done: Done) =>
    queueMicrotask(() => {
      try {
        done(null, Buffer.from(work(bytes)))
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    })
}

export const gzip = deferred((bytes) => gzipSync(bytes))
/** Unpacks gzip and deflate, whichever it is. */
export const unzip = deferred(decompressSync)
