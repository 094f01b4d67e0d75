/** Files that a tool's option names. */
import { KafkaException } from '../client/errors.ts'
import type { ToolIo } from './tool.ts'

/** A file's text (`Utils.readFileAsString`); throws Java's IOException when there is none. */
export async function textOfFile(io: ToolIo, path: string): Promise<string> {
  return io.files.read(path).catch((cause: unknown) => {
    throw new KafkaException(`Unable to read file ${path}`, { javaClass: 'java.io.IOException', cause })
  })
}
