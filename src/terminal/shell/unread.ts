import type { Reader } from './streams.ts'

const unread = new WeakMap<Reader, Uint8Array>()

/** Gives bytes back to a stream: whoever reads it next through {@link withUnread} has them first. */
export function giveBack(stream: Reader, bytes: Uint8Array): void {
  if (bytes.length > 0) unread.set(stream, bytes)
}

/** The stream, with what was given back to it at its front: `read` takes a line of it and leaves the rest to the next command. */
export function withUnread(stream: Reader): Reader {
  return { read: async (left) => takeBack(stream) ?? stream.read(left) }
}

function takeBack(stream: Reader): Uint8Array | undefined {
  const bytes = unread.get(stream)
  unread.delete(stream)
  return bytes
}
