import { expectRoom, MOST_TEXT } from './bounds.ts'
import { Collector, type Reader } from './streams.ts'

/** Bytes that a program holds which needs all of its input. */
const MOST_INPUT = 2 * MOST_TEXT

/** Everything up to the end. */
export async function readAll(reader: Reader): Promise<Uint8Array> {
  const all = new Collector()
  let size = 0
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    expectRoom((size += chunk.length), MOST_INPUT)
    await all.write(chunk)
  }
  return all.bytes()
}

/** Lines without their line feeds; a last one without line feed too. */
export async function* linesOf(reader: Reader): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    const parts = decoder.decode(chunk, { stream: true }).split('\n')
    parts[0] = rest + parts[0]
    rest = parts.pop() as string
    expectRoom(rest.length)
    yield* parts
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
