import { cellProblems } from './cell-lint.ts'
import { commandFaults } from './command-lint.ts'
import { commandWorld } from './command-world.ts'
import type { Problem, ReadLesson } from './lesson.ts'

const WORLD = commandWorld()

/** Commands that do not parse, or name what no tool knows. */
export async function commandProblems(read: ReadLesson): Promise<Problem[]> {
  const faults = await commandFaults(read, WORLD)
  return faults.map((fault) => ({ file: read.lesson.file, ...fault }))
}

/** What is wrong with commands and cells, which the shell, the tools and the compiler know: nothing is run. */
export async function lintLesson(read: ReadLesson): Promise<readonly Problem[]> {
  return [...(await commandProblems(read)), ...(await cellProblems(read.lesson))]
}
