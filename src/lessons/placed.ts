import type { Place, Problem } from './lesson.ts'

/** `file:line:column message`, as editors and terminals understand it. */
export function placed({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`
}

/** In the order in which they stand in a file. */
export function byPlace(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column
}
