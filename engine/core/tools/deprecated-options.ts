/** Old spellings of options that a newer one replaces. */
import { type Options, type OptionTable, usageExit } from './options.ts'
import type { ToolIo } from './tool.ts'

export interface Renamed {
  readonly old: string
  readonly now: string
}

/** The name under which an option was given. Both at once is a usage error; the old one alone is warned about on stdout. */
export function spelling(
  io: ToolIo,
  table: OptionTable,
  options: Options,
  { old, now }: Renamed,
  warning: string,
): string {
  if (options.has(old) && options.has(now)) {
    usageExit(io, table, `Options --${old} and --${now} cannot be specified together.`)
  }
  if (!options.has(old)) return now
  io.stdout.write(warning)
  return old
}
