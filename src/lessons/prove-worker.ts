/** Proves lessons for prove-cli.ts in a process of its own, which can be ended when a lesson does not end. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ReadLesson } from './lesson.ts'
import { Library } from './library.ts'
import { parseLesson } from './parse.ts'
import { type Proof, proveLesson } from './prove.ts'

/** What the process says: the lessons there are, then of the lesson that it is given each proof, and its end. */
export type FromProver =
  | { readonly type: 'ready'; readonly ids: readonly string[] }
  | { readonly type: 'proof'; readonly proof: Proof }
  | { readonly type: 'done' }

const ROOT = join(import.meta.dirname, '../..')

function lessonFiles(): { [path: string]: ReadLesson } {
  const names = readdirSync(join(ROOT, 'lessons'), { recursive: true, encoding: 'utf8' })
  const paths = names.filter((name) => name.endsWith('.md')).map((name) => join(ROOT, 'lessons', name))
  return Object.fromEntries(paths.map((path) => [path, parseLesson(relative(ROOT, path), readFileSync(path, 'utf8'))]))
}

const library = new Library(lessonFiles())
const say = (message: FromProver) => process.send?.(message)

process.on('message', async (id: string) => {
  for await (const proof of proveLesson(library, id)) say({ type: 'proof', proof })
  say({ type: 'done' })
})
say({ type: 'ready', ids: library.entries.map(({ id }) => id) })
