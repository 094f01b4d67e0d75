import { Collector, type Reader } from './streams.ts'

/** Everything up to the end. */
export async function readAll(reader: Reader): Promise<Uint8Array> {
  const all = new Collector()
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) await all.write(chunk)
  return all.bytes()
}

/** Lines without their line feeds; a last one without line feed too. */
export async function* linesOf(reader: Reader): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() as string
    yield* parts
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
