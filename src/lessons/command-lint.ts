import type { Command, Part, Script, Word } from '../terminal/shell/ast.ts'
import { parse } from '../terminal/shell/parser.ts'
import { ShellSyntaxError } from '../terminal/shell/scanner.ts'
import { wordsIn } from './called.ts'
import type { Check } from './check.ts'
import { leaves } from './check-leaves.ts'
import { foreignSpaces } from './foreign-spaces.ts'
import type { Lesson, Place, Quiz, ReadLesson } from './lesson.ts'
import { LessonText } from './lesson-text.ts'
import { patternIn } from './likeness.ts'
import { nearest } from './nearest.ts'

/** What commands may name. */
export interface CommandWorld {
  /** Programs and builtins of the shell. */
  readonly programs: ReadonlySet<string>
  /** The long options of a tool; undefined for a program whose options are not known. */
  options(program: string): Promise<readonly string[] | undefined>
}

/** A command of a lesson that could not run, with its place. */
export interface CommandFault extends Place {
  readonly message: string
}

/** Why a command could not run, and the word that is to blame; '': all of it. */
interface WordFault {
  readonly word: string
  readonly message: string
}

/**
 * Commands in text, solution and checks that do not parse, name no program, or give a tool an option that it does not have.
 */
export async function commandFaults({ lesson, source = '' }: ReadLesson, world: CommandWorld): Promise<CommandFault[]> {
  const faults: CommandFault[] = []
  const text = new LessonText(source)
  for (const { line, words } of wantedCalls(lesson))
    for (const { word, message } of await callFaults(words, world))
      faults.push({ ...(text.find(wholeWord(word), line) ?? text.start(line)), message })
  for (const { line, code } of commandsOf(lesson)) faults.push(...(await faultsOf(code, line, world)))
  return faults
}

/** What only looks like white space makes all else wrong: it is told alone. */
async function faultsOf(code: string, first: number, world: CommandWorld): Promise<CommandFault[]> {
  const foreign = foreignSpaces(code)
  if (foreign.length === 0) return inTheirPlaces(code, first, await faultsIn(code, world))
  return foreign.map(({ at, message }) => ({ ...placeOf(code, first, at), message }))
}

/** The n-th fault of a word is of the n-th place where it stands. */
function inTheirPlaces(code: string, first: number, faults: readonly WordFault[]): CommandFault[] {
  return faults.map(({ word, message }, i) => {
    if (word === '') return { line: first, column: 1, message }
    const nth = faults.slice(0, i).filter((one) => one.word === word).length
    const at = [...code.matchAll(wholeWord(word))][nth]?.index ?? 0
    return { ...placeOf(code, first, at), message }
  })
}

function placeOf(code: string, first: number, at: number): Place {
  const before = code.slice(0, at).split('\n')
  return { line: first + before.length - 1, column: (before.at(-1)?.length ?? 0) + 1 }
}

function wholeWord(word: string): RegExp {
  return new RegExp(`(?<![\\w-])${word.replace(/[^\w-]/g, '\\$&')}(?![\\w-])`, 'g')
}

function commandsOf({ blocks, solution }: Lesson): { line: number; code: string }[] {
  return [
    ...blocks.flatMap((block) => (block.kind === 'commands' ? [{ line: block.line + 1, code: block.code }] : [])),
    ...solution.flatMap((step) => (step.kind === 'command' ? [{ line: step.line, code: step.command }] : [])),
  ]
}

/** What checks want to have been called; null: a word that is a pattern. */
function wantedCalls({ blocks, goals }: Lesson): { line: number; words: (string | null)[] }[] {
  const checks = [
    ...goals.map(({ line, check }) => ({ line, check })),
    ...blocks.flatMap((block) =>
      block.kind === 'quiz' ? checksOf(block.quiz).map((check) => ({ line: block.line, check })) : [],
    ),
  ]
  const plain = (word: string) => (patternIn(word) === undefined ? word : null)
  return checks.flatMap(({ line, check }) =>
    leaves(check).flatMap((leaf) => ('command' in leaf ? [{ line, words: wordsIn(leaf.command).map(plain) }] : [])),
  )
}

function checksOf(quiz: Quiz): Check[] {
  return [quiz.after, ...(quiz.kind === 'choice' ? quiz.options.map(({ when }) => when) : [])]
}

async function faultsIn(code: string, world: CommandWorld): Promise<WordFault[]> {
  const faults: WordFault[] = []
  try {
    const script = parse(code)
    const programs = new Set([...world.programs, ...functionsIn(script)])
    for (const words of simpleCommands(script)) faults.push(...(await callFaults(words, { ...world, programs })))
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error
    faults.push({ word: '', message: `this command does not parse: ${error.message}` })
  }
  return faults
}

async function callFaults(words: readonly (string | null)[], world: CommandWorld): Promise<WordFault[]> {
  const [path] = words
  if (path === null || path === undefined) return []
  const name = path.replace(/^.*\//, '')
  // A script that the lesson itself writes is called by its path.
  if (!world.programs.has(name))
    return path.includes('/') ? [] : [{ word: name, message: `no such program: ${name}${hint(name, world.programs)}` }]
  const known = await world.options(name)
  if (!known) return []
  const given = words.flatMap((word) => (word && /^--[a-z]/.test(word) ? [word.replace(/=.*$/s, '')] : []))
  const unknown = given.filter((one) => !known.includes(one))
  return unknown.map((word) => ({ word, message: `${name} has no option ${word}${hint(word, known)}` }))
}

function hint(word: string, known: Iterable<string>): string {
  const near = nearest(word, [...known])
  return near ? ` (did you mean ${near}?)` : ''
}

/** The words of each simple command in a script, also inside loops and substitutions; null where a word is not known before it runs. */
function simpleCommands(script: Script): (string | null)[][] {
  return script
    .flatMap(({ list: { first, rest } }) => [first, ...rest.map(({ pipeline }) => pipeline)])
    .flatMap(({ commands }) => commands.flatMap(calls))
}

function calls(command: Command): (string | null)[][] {
  switch (command.kind) {
    case 'simple':
      return [...(command.words.length > 0 ? [command.words.map(literal)] : []), ...command.words.flatMap(substituted)]
    case 'if':
      return [
        ...command.clauses.flatMap(({ condition, body }) => [...simpleCommands(condition), ...simpleCommands(body)]),
        ...simpleCommands(command.otherwise ?? []),
      ]
    case 'while':
      return [...simpleCommands(command.condition), ...simpleCommands(command.body)]
    case 'for':
      return [...command.words.flatMap(substituted), ...simpleCommands(command.body)]
    case 'group':
    case 'count':
      return simpleCommands(command.body)
    case 'case':
      return command.clauses.flatMap(({ body }) => simpleCommands(body))
    case 'function':
      return calls(command.body)
    case 'arithmetic':
      return substituted(command.expression)
    case 'condition':
      return []
  }
}

/** The functions that a script defines: what is called by their names is no program. */
function functionsIn(script: Script): string[] {
  const commands = script.flatMap(({ list }) => [list.first, ...list.rest.map(({ pipeline }) => pipeline)])
  return commands.flatMap(({ commands }) => commands.flatMap((one) => (one.kind === 'function' ? [one.name] : [])))
}

function literal(word: Word): string | null {
  let text = ''
  for (const part of word) {
    if (part.kind !== 'text') return null
    text += part.text
  }
  return text
}

function substituted(word: Word): (string | null)[][] {
  return word.flatMap((part: Part) => (part.kind === 'command' ? simpleCommands(part.script) : []))
}
