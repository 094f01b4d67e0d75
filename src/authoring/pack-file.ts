import { parseDocument, stringify, YAMLSeq } from 'yaml'
import { parseLesson } from '../lessons/parse.ts'
import { DRAFT, filesOf, type Pack, parsePack } from '../packs/pack.ts'
import type { Language } from '../session/settings.ts'

/** Lessons that are being written: their sources by path, `en/track/01-name.md`. */
export type Sources = ReadonlyMap<string, string>

/** A draft as a whole: its files, and its `pack.yaml` as far as its author has written one. */
export interface Written {
  readonly sources: Sources
  readonly packYaml: string
}

/** The draft's `pack.yaml`, and what is wrong with it. */
export function packOfDraft(packYaml: string): ReturnType<typeof parsePack> {
  return parsePack('pack.yaml', packYaml)
}

/** The draft's `pack.yaml`: as it was written, with the lessons that are there; else one to begin with. */
export function packFile(sources: Sources, packYaml: string): string {
  return packYaml.trim() === '' ? stringify(firstPack(sources)) : withLessons(sources, packYaml)
}

/** What is wrong with the pack, in words. */
export function faultsOf(sources: Sources, packYaml: string): string[] {
  const { problems } = parsePack('pack.yaml', packYaml, (path) => sources.has(path))
  return problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)
}

/** Files that no learner gets: their language, or their lesson, is not listed. */
export function leftOut(sources: Sources, packYaml: string): string[] {
  const { pack } = packOfDraft(packYaml)
  const listed = new Set(pack ? filesOf(pack) : [])
  return [...sources.keys()].filter((path) => !listed.has(path)).sort()
}

/** The ids of all lessons in any language. */
export function idsIn(sources: Iterable<string>): string[] {
  return [...new Set([...sources].map((path) => path.slice(3, -'.md'.length)))].sort()
}

function firstPack(sources: Sources): Pack {
  const ids = idsIn(sources.keys())
  const languages = completeIn(sources, ids)
  const lessons = ids.filter((id) => languages.every((language) => sources.has(`${language}/${id}.md`)))
  const title = titleOf(sources, lessons[0]) || 'My pack'
  return { pack: nameOf(title), title, languages, tracks: tracksOf(lessons), lessons }
}

/** The languages in which each lesson is; where there is none, that in which most are. */
function completeIn(sources: Sources, ids: readonly string[]): Language[] {
  const count = (language: Language) => ids.filter((id) => sources.has(`${language}/${id}.md`)).length
  const both = ['en', 'zh'] as const
  const complete = both.filter((language) => count(language) === ids.length)
  return complete.length > 0 ? complete : [count('zh') > count('en') ? 'zh' : 'en']
}

function titleOf(sources: Sources, id: string | undefined): string {
  const source = sources.get(`en/${id}.md`) ?? sources.get(`zh/${id}.md`) ?? ''
  return parseLesson('', source).lesson.title
}

/** A name for learners’ progress: letters, digits and hyphens of the title. */
function nameOf(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 64)
  return name === '' || name === DRAFT ? 'my-pack' : name
}

function tracksOf(ids: readonly string[]): { [folder: string]: string } {
  const folders = ids.map((id) => id.split('/')[0] ?? '')
  const titled = (folder: string) => folder.charAt(0).toUpperCase() + folder.slice(1).replaceAll('-', ' ')
  return Object.fromEntries(folders.map((folder) => [folder, titled(folder)]))
}

/** The author’s order and words stay; what cannot be read is left as it is. */
function withLessons(sources: Sources, packYaml: string): string {
  const document = parseDocument(packYaml)
  const lessons = document.errors.length === 0 ? document.get('lessons') : undefined
  const { pack } = packOfDraft(packYaml)
  if (!pack || !(lessons instanceof YAMLSeq)) return packYaml
  const { languages = ['en'] } = pack
  const ids = idsIn(sources.keys())
  const added = ids.filter(
    (id) => languages.every((one) => sources.has(`${one}/${id}.md`)) && !pack.lessons.includes(id),
  )
  const isGone = pack.lessons.some((id) => !ids.includes(id))
  if (added.length === 0 && !isGone) return packYaml
  for (let i = pack.lessons.length - 1; i >= 0; i--) if (!ids.includes(pack.lessons[i] ?? '')) lessons.delete(i)
  for (const id of added) lessons.add(document.createNode(id))
  return document.toString()
}
