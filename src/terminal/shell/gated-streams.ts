import type { Process } from './processes.ts'
import type { Reader, Writer } from './streams.ts'

/** A reader through the gate of a process: a stopped or dead one takes nothing from the stream, and what it read before does not arrive. */
export function gatedReader(process: Process, stream: Reader): Reader {
  const read = async (left?: AbortSignal) => {
    const bytes = await readInTurn(process, stream, left)
    await process.gate()
    return bytes
  }
  return { read }
}

/** Waits for bytes only while the process runs: stopped, it gives up its place, and takes another when it goes on. */
async function readInTurn(process: Process, stream: Reader, left?: AbortSignal): Promise<Uint8Array | null> {
  for (;;) {
    await process.gate()
    const turn = new AbortController()
    const stop = process.watch(() => turn.abort())
    try {
      return await stream.read(left ? AbortSignal.any([left, turn.signal]) : turn.signal)
    } catch (error) {
      if (!turn.signal.aborted || left?.aborted) throw error
    } finally {
      stop()
    }
  }
}

/** A writer through the gate of a process: what a stopped or dead one writes does not happen. */
export function gatedWriter(process: Process, stream: Writer): Writer {
  const write = async (bytes: Uint8Array) => {
    await process.gate()
    await stream.write(bytes)
  }
  return { write }
}
