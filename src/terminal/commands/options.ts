import { baseName, FileError, resolvePath } from '../shell/files.ts'
import type { ProgramContext } from '../shell/program.ts'
import { type Reader, readerOf, writeText } from '../shell/streams.ts'
import { readAll } from '../shell/whole-input.ts'

/** Options of a coreutil after getopt: `-n5`, `-n 5`, `--lines=5`, clustered flags, `--`. */
export interface Options {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  readonly rest: readonly string[]
}

/** A wrong option; the message is what the program prints. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface OptionSpec {
  /** Letters without a value. */
  readonly flags: string
  /** Letters with a value. */
  readonly values?: string
  /** Those of them that may come several times; their values are joined by newlines. */
  readonly joined?: string
  /** Long names, as the letter that they stand for. */
  readonly long?: { readonly [name: string]: string }
}

/** Splits a program's arguments. Throws UsageError with GNU's words. */
export function parseOptions(args: readonly string[], spec: OptionSpec): Options {
  const flags = new Set<string>()
  const values = new Map<string, string>()
  const rest: string[] = []
  const queue = args.slice(1)
  for (let arg = queue.shift(); arg !== undefined; arg = queue.shift()) {
    if (arg === '--') {
      rest.push(...queue)
      break
    }
    if (arg.startsWith('--')) longOption(arg, spec, queue, flags, values)
    else if (arg.startsWith('-') && arg.length > 1) letters(arg.slice(1), spec, queue, flags, values)
    else rest.push(arg)
  }
  return { flags, values, rest }
}

function longOption(
  arg: string,
  spec: OptionSpec,
  queue: string[],
  flags: Set<string>,
  values: Map<string, string>,
): void {
  const [name = '', ...given] = arg.slice(2).split('=')
  const letter = spec.long?.[name]
  if (!letter) throw new UsageError(`unrecognized option '--${name}'`)
  if ((spec.values ?? '').includes(letter))
    setValue(values, spec, letter, given.length > 0 ? given.join('=') : needed(queue, `--${name}`))
  else flags.add(letter)
}

function letters(
  text: string,
  spec: OptionSpec,
  queue: string[],
  flags: Set<string>,
  values: Map<string, string>,
): void {
  for (const [i, letter] of [...text].entries()) {
    if ((spec.values ?? '').includes(letter)) {
      setValue(values, spec, letter, text.slice(i + 1) || needed(queue, `-${letter}`))
      return
    }
    if (!spec.flags.includes(letter)) throw new UsageError(`invalid option -- '${letter}'`)
    flags.add(letter)
  }
}

function setValue(values: Map<string, string>, spec: OptionSpec, letter: string, value: string): void {
  const before = spec.joined?.includes(letter) ? values.get(letter) : undefined
  values.set(letter, before === undefined ? value : `${before}\n${value}`)
}

function needed(queue: string[], name: string): string {
  const value = queue.shift()
  if (value === undefined) throw new UsageError(`option requires an argument -- '${name.replace(/^-+/, '')}'`)
  return value
}

/** A whole number that an option wants. Throws UsageError. */
export function wholeNumber(text: string, what: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new UsageError(`invalid ${what}: '${text}'`)
  return Number(text)
}

/** A program whose usage and file errors are printed as GNU prints them. */
export function coreutil(spec: OptionSpec, run: (context: ProgramContext, options: Options) => Promise<number>) {
  return async (context: ProgramContext): Promise<number> => {
    const name = baseName(context.args[0] as string)
    try {
      return await run(context, parseOptions(context.args, spec))
    } catch (error) {
      if (error instanceof UsageError) return complain(context, `${name}: ${error.message}`, 2)
      if (error instanceof FileError) return complain(context, `${name}: ${error.path}: ${error.message}`, 1)
      throw error
    }
  }
}

export async function complain({ stderr }: ProgramContext, message: string, status: number): Promise<number> {
  await writeText(stderr, `${message}\n`)
  return status
}

/** The inputs of a filter: the named files, or standard input (also for `-`). A missing file is told and skipped. */
export async function* inputs(
  context: ProgramContext,
  names: readonly string[],
): AsyncGenerator<{ name: string; reader: Reader }> {
  if (names.length === 0) yield { name: '-', reader: context.stdin }
  for (const name of names) {
    if (name === '-') yield { name, reader: context.stdin }
    else {
      const reader = await openFile(context, name)
      if (reader) yield { name, reader }
    }
  }
}

/** Status of filters whose input was partly missing. */
export const failedInputs = new WeakSet<ProgramContext>()

async function openFile(context: ProgramContext, name: string): Promise<Reader | undefined> {
  try {
    return readerOf(await context.files.read(resolvePath(context.cwd, name)))
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    failedInputs.add(context)
    await complain(context, `${baseName(context.args[0] as string)}: ${name}: ${error.message}`, 1)
    return undefined
  }
}

/** The exit status of a filter: 1 when an input was missing. */
export function statusOf(context: ProgramContext): number {
  return failedInputs.has(context) ? 1 : 0
}

/** All text of a filter's inputs. */
export async function allText(context: ProgramContext, names: readonly string[]): Promise<string> {
  let text = ''
  for await (const { reader } of inputs(context, names)) text += new TextDecoder().decode(await readAll(reader))
  return text
}

/** The lines of a text without the empty one behind a last line feed. */
export function linesIn(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
