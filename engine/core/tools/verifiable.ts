/** What the verifiable clients share: JSON lines, and a configuration file under two names. */
import type { Arguments, ParserSpec } from './argparse.ts'
import { argumentError } from './argparse.ts'
import { parseProperties } from './properties.ts'
import { NoSuchFile, type ToolIo } from './tool.ts'

/** Prints an event as a line of JSON. */
export function printEvent(io: ToolIo, name: string, fields: { readonly [field: string]: unknown } = {}): void {
  io.stdout.write(`${JSON.stringify({ timestamp: io.env.clock.wall(), name, ...fields })}\n`)
}

/** The properties of --command-config or of its old name; a missing file is an error of the command line. */
export async function configFile(
  args: Arguments,
  io: ToolIo,
  { parser, old }: { parser: ParserSpec; old: string },
): Promise<{ readonly [key: string]: string }> {
  if (args.has(old)) {
    if (args.has('command-config'))
      argumentError(io, parser, `Options --command-config and --${old} cannot be specified together.`)
    io.stdout.write(
      `Option --${old} has been deprecated and will be removed in a future version. Use --command-config instead.\n`,
    )
  }
  const path = args.get('command-config') ?? args.get(old)
  if (path === undefined) return {}
  try {
    return Object.fromEntries(parseProperties(await io.files.read(path)))
  } catch (error) {
    if (error instanceof NoSuchFile) return argumentError(io, parser, path)
    throw error
  }
}
