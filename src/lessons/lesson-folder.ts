import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { courseOf, filesOf, type Pack, parsePack } from '../packs/pack.ts'
import type { Problem, ReadLesson } from './lesson.ts'
import { type Course, Library, OWN_COURSE } from './library.ts'
import { parseLesson } from './parse.ts'
import { placed } from './placed.ts'
import { shownPath } from './shown-path.ts'

/** The folder of the lessons that ship with the page. */
export const OWN_LESSONS = join(import.meta.dirname, '../../lessons')

/** Lessons whose pack.yaml is still to be written. */
const UNNAMED: Course = { key: 'unnamed', title: {}, tracks: {} }

/** Reads the lessons of a folder: of the page's own, or those that a pack lists. Throws when its pack.yaml has faults. */
export function readLibrary(folder: string): Library<ReadLesson> {
  const pack = packIn(folder)
  const listed = pack && new Set(filesOf(pack))
  const names = filesIn(folder).filter((name) => name.endsWith('.md') && (listed?.has(name) ?? true))
  const read = (path: string) => parseLesson(shownPath(path), readFileSync(path, 'utf8'))
  const files = Object.fromEntries(names.map((name) => [name, read(join(folder, name))]))
  return new Library(files, pack ? courseOf(pack) : folder === OWN_LESSONS ? OWN_COURSE : UNNAMED)
}

/** What is wrong with a folder as a pack. */
export interface FolderProblems {
  /** False for the page's own lessons. */
  readonly isPack: boolean
  /** Whether {@link readLibrary} reads it all the same. */
  readonly isReadable: boolean
  readonly problems: readonly Problem[]
}

/** Why the page would refuse the pack: faults of its pack.yaml, and files that it lists and that are not there. */
export function folderProblems(folder: string): FolderProblems {
  const names = new Set(filesIn(folder))
  const { problems = [] } = readPack(folder, (path) => names.has(path)) ?? {}
  const read = readPack(folder)
  return { isPack: read !== undefined, isReadable: !read || read.pack !== undefined, problems }
}

/** Undefined for the page's own lessons. */
function packIn(folder: string): Pack | undefined {
  const read = readPack(folder)
  if (read && !read.pack) throw new Error(read.problems.map(placed).join('\n'))
  return read?.pack
}

function readPack(folder: string, isThere?: (path: string) => boolean) {
  const yaml = join(folder, 'pack.yaml')
  return existsSync(yaml) ? parsePack(shownPath(yaml), readFileSync(yaml, 'utf8'), isThere) : undefined
}

/** Paths from the folder, with slashes. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
}
