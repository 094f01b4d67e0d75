import { compileCell } from '../notebook/compile.ts'
import type { Lesson, Problem } from './lesson.ts'

/** Cells that do not compile, at the place in the lesson's file. */
export async function cellProblems({ file, blocks }: Lesson): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const block of blocks) {
    if (block.kind !== 'cell') continue
    const compiled = await compileCell(block.code)
    if (!('error' in compiled)) continue
    const { line, column = 1, text } = compiled.error
    problems.push({ file, line: block.line + (line ?? 0), column, message: `cell ${block.name}: ${text}` })
  }
  return problems
}
