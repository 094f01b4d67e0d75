import { isAbsolute, relative } from 'node:path'

/** A path as a message has it: from where one is, or whole when it is not beneath. */
export function shownPath(path: string): string {
  const from = relative(process.cwd(), path)
  return from.startsWith('..') || isAbsolute(from) ? path : from
}
