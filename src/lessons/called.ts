import { matches } from './evidence.ts'
import type { PastProgram } from './past.ts'

/** The words of a command as a check names them; quotes keep blanks within a word. */
export function wordsIn(command: string): string[] {
  const found = command.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []
  return found.map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'))
}

/**
 * What a program that was called with `args` lacks of the wanted words; empty: nothing. The order of options does not matter,
 * what follows one in `wanted` must follow it, words before the first option may stand anywhere, and `--name=value` is
 * `--name value`. Undefined: it is another program.
 */
export function missingWords(wanted: readonly string[], args: readonly string[]): readonly string[] | undefined {
  const [program = '', ...rest] = split(wanted)
  const [called = '', ...given] = split(args)
  if (!matches(withoutPath(called), program)) return undefined
  return together(rest)
    .filter((words) => !given.some((_, at) => words.every((word, i) => isLike(given[at + i], word))))
    .flat()
}

type Missing = ReturnType<typeof missingWords>

/** What calls lack of commands, kept: goals are judged again and again. */
const known = new WeakMap<PastProgram, Map<string, Missing>>()

/** What a call lacks of the words of a command; undefined: it is one of another program. */
export function missingOf(command: string, program: PastProgram): Missing {
  const missing = known.get(program) ?? new Map<string, Missing>()
  known.set(program, missing)
  if (!missing.has(command)) missing.set(command, missingWords(wordsIn(command), program.args))
  return missing.get(command)
}

/** The name of the program that is called with these words. */
export function programOf(words: readonly string[]): string {
  return withoutPath(split(words)[0] ?? '')
}

function withoutPath(program: string): string {
  return program.replace(/^.*\//, '')
}

function isLike(actual: string | undefined, wanted: string): boolean {
  return actual !== undefined && matches(actual, wanted)
}

function isOption(word: string): boolean {
  return /^--?[a-z]/i.test(word)
}

/** `--name=value` as two words. */
function split(words: readonly string[]): string[] {
  return words.flatMap((word) => /^(--[\w.-]+)=(.*)$/s.exec(word)?.slice(1) ?? [word])
}

/** Each option with what follows it; words before the first one by themselves. */
function together(words: readonly string[]): string[][] {
  const groups: string[][] = []
  for (const word of words) {
    const last = groups.at(-1)
    if (last && !isOption(word) && isOption(last[0] as string)) last.push(word)
    else groups.push([word])
  }
  return groups
}
