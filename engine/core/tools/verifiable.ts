/** What the verifiable clients share: the tool around them, JSON lines, and a configuration file under two names. */
import { type Arguments, argumentError, parseArguments } from './argparse.ts'
import type { ParserSpec } from './argparse-spec.ts'
import { help } from './argparse-usage.ts'
import { parseProperties } from './properties.ts'
import { INTERRUPTED, NoSuchFile, type Tool, type ToolIo } from './tool.ts'

/** What a verifiable client is beside its work. */
export interface VerifiableClient {
  readonly name: string
  readonly parser: ParserSpec
  /** The configuration file's old option, without dashes. */
  readonly oldConfig: string
  /** Works until it has done its part or is interrupted. */
  work(args: Arguments, properties: { readonly [key: string]: string }, io: ToolIo): Promise<void>
}

/** The tool around a verifiable client: help without arguments, the configuration file, the end by ^C. */
export function verifiableTool({ name, parser, oldConfig, work }: VerifiableClient): Tool {
  return {
    name,
    handlesInterrupt: true,
    async run(args, io) {
      if (args.length === 0) {
        io.stdout.write(help(parser))
        return 0
      }
      const parsed = parseArguments(io, parser, args)
      await work(parsed, await configFile(parsed, io, { parser, old: oldConfig }), io)
      return io.interrupt.isInterrupted ? INTERRUPTED : 0
    },
  }
}

/** Prints an event as a line of JSON. */
export function printEvent(io: ToolIo, name: string, fields: { readonly [field: string]: unknown } = {}): void {
  io.stdout.write(`${JSON.stringify({ timestamp: io.env.clock.wall(), name, ...fields })}\n`)
}

/** The properties of --command-config or of its old name; a missing file is an error of the command line. */
async function configFile(
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
