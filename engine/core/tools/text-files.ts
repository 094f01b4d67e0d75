/** Files that a tool's option names. */
import { clientException } from '../client/errors.ts'
import type { ToolIo } from './tool.ts'

/** A file's text (`Utils.readFileAsString`); throws Java's IOException when there is none. */
export async function textOfFile(io: ToolIo, path: string): Promise<string> {
  return io.files.read(path).catch(() => {
    throw clientException('java.io.IOException', `Unable to read file ${path}`)
  })
}
