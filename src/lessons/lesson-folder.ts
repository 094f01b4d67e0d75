import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { courseOf, parsePack } from '../packs/pack.ts'
import type { ReadLesson } from './lesson.ts'
import { Library, OWN_COURSE } from './library.ts'
import { parseLesson } from './parse.ts'
import { placed } from './placed.ts'

/** The folder of the lessons that ship with the page. */
export const OWN_LESSONS = join(import.meta.dirname, '../../lessons')

/** Reads all lessons of a folder: of the page's own, or of a pack. Throws when its pack.yaml has faults. */
export function readLibrary(folder: string): Library<ReadLesson> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
  const read = (path: string) => parseLesson(relative(process.cwd(), path), readFileSync(path, 'utf8'))
  const files = Object.fromEntries(names.map((name) => [name, read(join(folder, name))]))
  const yaml = join(folder, 'pack.yaml')
  if (!existsSync(yaml)) return new Library(files, OWN_COURSE)
  const { pack, problems } = parsePack(relative(process.cwd(), yaml), readFileSync(yaml, 'utf8'))
  if (!pack) throw new Error(problems.map(placed).join('\n'))
  return new Library(files, courseOf(pack))
}
