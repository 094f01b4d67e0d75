/** The command line of a broker's main class (`kafka.Kafka.getPropsFromArgs`), whose first word is the properties file. */
import { OptionException, type OptionTable, parseOptions, tableOf } from './options.ts'
import { javaTrace, logTime } from './tool.ts'

const TABLE: OptionTable = {
  override: { type: 'String', description: 'A property (key=value) that counts instead of that in server.properties.' },
  version: { description: 'Print the version and exit.' },
}

/** What is said instead of a start. */
export interface NoStart {
  readonly status: number
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

/** For `--help` and `--version`, wherever they stand. */
export function helpOrVersionOf(args: readonly string[]): NoStart | undefined {
  if (args.includes('--help'))
    return usage('USAGE: java [options] kafka.Kafka server.properties [--override property=value]*')
  return args.includes('--version') ? { status: 0, stream: 'stdout', text: '4.3.1\n' } : undefined
}

/** The properties that count instead of those of the file; what is no option of its is refused at this time (ms since 1970). */
export function overridesOf(options: readonly string[], wall: number): ReadonlyMap<string, string> | NoStart {
  try {
    const found = parseOptions(TABLE, options).valuesOf('override')
    const strays = options.filter((word, at) => !word.startsWith('-') && options[at - 1] !== '--override')
    if (strays.length > 0) return usage(`Found non argument parameters: ${strays.join(',')}`)
    return new Map(found.map(keyAndValue))
  } catch (error) {
    if (!(error instanceof OptionException)) throw error
    return fatal(error, wall)
  }
}

function keyAndValue(text: string): [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** For a properties file that is not there. */
export function noSuchFile(path: string, wall: number): NoStart {
  return exiting(`java.nio.file.NoSuchFileException: ${path}`, wall)
}

/** For a start that cannot be: properties that are refused. */
export function fatal(error: unknown, wall: number): NoStart {
  return exiting(javaTrace(error), wall)
}

function exiting(exception: string, wall: number): NoStart {
  const text = `[${logTime(wall)}] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)\n${exception}\n`
  return { status: 1, stream: 'stderr', text }
}

function usage(message: string): NoStart {
  return { status: 1, stream: 'stderr', text: `${message}\n${tableOf(TABLE)}` }
}
