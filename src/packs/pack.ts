import { FaultList } from '../lessons/fault-list.ts'
import type { Problem, ReadLesson, ShelvedLesson } from '../lessons/lesson.ts'
import { type Course, Library, type Named } from '../lessons/library.ts'
import { problemsAmong } from '../lessons/lint-among.ts'
import { parseLesson } from '../lessons/parse.ts'
import { either, fields, list, mapOf, oneOf, type Shape, text } from '../lessons/shape.ts'
import { readYaml } from '../lessons/yaml-source.ts'
import type { Language } from '../session/settings.ts'

/** What `pack.yaml` says: which lessons a folder holds, in which order and languages. */
export interface Pack {
  /** Names the pack in what is remembered of its lessons: letters, digits, hyphens. */
  readonly pack: string
  readonly title: string | Named
  /** `track/name` of each lesson, in order; the files are `<language>/<track>/<name>.md` beside `pack.yaml`. */
  readonly lessons: readonly string[]
  /** Default: English alone. */
  readonly languages?: readonly Language[]
  /** Names of the tracks, by folder. */
  readonly tracks?: { readonly [folder: string]: string | Named }
}

/** Bounds of a pack: it comes from anywhere. */
export const MOST_LESSONS = 200
export const MOST_LESSON_BYTES = 512 * 1024
export const MOST_PACK_BYTES = 16 * 1024 * 1024
/** So many characters of a title are shown. */
const MOST_TITLE = 100

const name = (pattern: RegExp, like: string): Shape => {
  return (value, path, report) => {
    if (typeof value !== 'string' || !pattern.test(value))
      report(path, `expected a name such as ${like}, found ${value}`)
  }
}

/** The key of drafts among courses; no pack is called so. */
export const DRAFT = 'draft'

const packName: Shape = (value, path, report) => {
  name(/^[\w-]{1,64}$/, 'kafka-at-example')(value, path, report)
  if (value === DRAFT) report(path, `${DRAFT} is the name of lessons while they are written: choose another`)
}

const named = either(text, mapOf(text))

const PACK = fields({
  pack: { shape: packName, required: true },
  title: { shape: named, required: true },
  lessons: { shape: list(name(/^[\w-]+\/[\w-]+$/, 'intro/01-hello')), required: true },
  languages: { shape: list(oneOf('en', 'zh')) },
  tracks: { shape: mapOf(named) },
})

/** A pack whose files are all there. */
function complete(isThere: (path: string) => boolean): Shape {
  return (value, path, report) => {
    const { lessons: many } = Object(value)
    if (Array.isArray(many) && many.length > MOST_LESSONS)
      return report(['lessons'], `a pack has at most ${MOST_LESSONS} lessons, this one has ${many.length}`)
    let wrong = false
    PACK(value, path, (...fault) => {
      wrong = true
      report(...fault)
    })
    if (wrong) return
    const { lessons, languages = [] } = value as Pack
    for (const i of again(lessons)) report(['lessons', i], `${lessons[i]} stands here twice`)
    for (const i of again(languages)) report(['languages', i], `${languages[i]} stands here twice`)
    for (const [i, lesson] of lessons.entries())
      for (const one of filesOf({
        lessons: [lesson],
        ...(languages.length > 0 ? { languages: [...new Set(languages)] } : {}),
      }))
        if (!isThere(one)) report(['lessons', i], `${one} is missing`)
  }
}

/** Where what stands in the list already stands again. */
function again(list: readonly string[]): number[] {
  const seen = new Set<string>()
  return list.flatMap((one, i) => (seen.size < seen.add(one).size ? [] : [i]))
}

/** Reads `pack.yaml`; what is wrong with it is told with line and column. `isThere`: whether the pack has the file. */
export function parsePack(
  file: string,
  source: string,
  isThere: (path: string) => boolean = () => true,
): { readonly pack?: Pack; readonly problems: readonly Problem[] } {
  const faults = new FaultList(file)
  const pack = readYaml(source, complete(isThere), (...fault) => faults.add(...fault)) as Pack | undefined
  const problems = faults.all()
  return problems.length > 0 || !pack ? { problems } : { pack, problems }
}

/** The files of a pack besides `pack.yaml`, by path from it. */
export function filesOf({ lessons, languages = ['en'] }: Pick<Pack, 'lessons' | 'languages'>): string[] {
  return languages.flatMap((language) => lessons.map((lesson) => `${language}/${lesson}.md`))
}

/** How the lessons of a pack are arranged. */
export function courseOf({ pack, title, tracks = {}, lessons, languages = ['en'] }: Pack): Course {
  const names = Object.entries(tracks).map(([folder, one]) => [folder, inLanguages(one)])
  return { key: pack, title: inLanguages(title), tracks: Object.fromEntries(names), order: lessons, languages }
}

/** The lessons of a pack from their sources, by path; faults of a lesson are shown in its place. */
export function packLibrary(pack: Pack, sources: ReadonlyMap<string, string>, from?: string): Library<ShelvedLesson> {
  return libraryOf(sources, { ...courseOf(pack), ...(from === undefined ? {} : { from }) })
}

/** Lessons by path, `<language>/<track>/<name>.md`, with what is wrong with each, also among the others. */
export function libraryOf(sources: ReadonlyMap<string, string>, course: Course): Library<ShelvedLesson> {
  const all = [...sources].map(([path, source]) => [path, parseLesson(path, source)] as const)
  const library = new Library(Object.fromEntries(all), course)
  const shelved = all.map(([path, { lesson, problems }]) => {
    const among = problemsAmong(library, path.slice(3, -'.md'.length), path.slice(0, 2) as Language)
    return [path, shelve({ lesson, problems: [...problems, ...among] })] as const
  })
  return new Library(Object.fromEntries(shelved), course)
}

function inLanguages(title: string | Named): Named {
  const { en, zh } = typeof title === 'string' ? { en: title, zh: title } : title
  return { ...(en === undefined ? {} : { en: short(en) }), ...(zh === undefined ? {} : { zh: short(zh) }) }
}

/** A title stands over a list: it is no text. */
function short(title: string): string {
  return title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE - 1)}…` : title
}

/** A lesson that is loaded already. */
export function shelve(read: ReadLesson): ShelvedLesson {
  const { title, minutes, goals } = read.lesson
  return { title, minutes, goals: goals.length, load: async () => read }
}
