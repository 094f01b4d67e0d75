import type { Problem } from './lesson.ts'

/** `file:line:column message`, as editors and terminals understand it. */
export function placed({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`
}
