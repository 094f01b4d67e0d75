/** What a tool says, on its way to the streams of the shell. */
import type { ToolOutput } from '../../engine/core/tools/tool.ts'
import { BrokenPipe } from './shell/pipe.ts'
import type { Writer } from './shell/streams.ts'

/** The outputs of one program. */
export interface ToolOutputs {
  readonly stdout: ToolOutput
  readonly stderr: ToolOutput
  /** Resolves when the streams have taken all; rejects with what a stream failed with, a closed pipe apart. */
  written(): Promise<void>
}

/** A program writes one text after the other, whichever of its outputs they go to. */
interface WriteOrder {
  last: Promise<void>
  /** Texts to one output that go into its next write; nothing was written to another one behind them. */
  next: { readonly to: ToolOutput; text: string } | undefined
}

/** Text is written in order, what comes while a write lasts in one piece; a closed pipe is noticed at the next write. */
export function toolOutputs(streams: { readonly stdout: Writer; readonly stderr: Writer }): ToolOutputs {
  const order: WriteOrder = { last: Promise.resolve(), next: undefined }
  return {
    stdout: output(streams.stdout, order),
    stderr: output(streams.stderr, order),
    written: () => order.last,
  }
}

function output(writer: Writer, order: WriteOrder): ToolOutput {
  let closed = false
  const encoder = new TextEncoder()
  const put = async (next: { readonly text: string }) => {
    if (order.next === next) order.next = undefined
    try {
      if (!closed) await writer.write(encoder.encode(next.text))
    } catch (error) {
      if (!(error instanceof BrokenPipe)) throw error
      closed = true
    }
  }
  const to: ToolOutput = {
    get isClosed() {
      return closed
    },
    write(text) {
      if (order.next?.to === to) order.next.text += text
      else {
        const next = { to, text }
        order.next = next
        order.last = order.last.then(() => put(next))
      }
    },
  }
  return to
}
