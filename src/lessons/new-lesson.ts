import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseDocument, type Scalar, stringify, type YAMLSeq } from 'yaml'
import { DRAFT, type Pack, parsePack } from '../packs/pack.ts'
import { OWN_LESSONS } from './lesson-folder.ts'
import { placed } from './placed.ts'
import { scaffold } from './scaffold.ts'
import { shownPath } from './shown-path.ts'

/** Writes the files of a new lesson, `track/name`, in the languages of the folder, and lists it in its pack.yaml, which is written where there is none; nothing is overwritten. Gives the exit status. */
export function newLesson(folder: string, lesson: string): number {
  if (!/^[\w-]+\/\d\d-[\w-]+$/.test(lesson)) {
    process.stderr.write(
      `a lesson is named by its track, its number and its name: partitions/07-keys-decide; found ${lesson}\n`,
    )
    return 1
  }
  const { pack, problems } = packIn(folder)
  if (problems.length > 0) {
    process.stderr.write(`${problems.map(placed).join('\n')}\n`)
    return 1
  }
  const languages = pack ? (pack.languages ?? ['en']) : (['en', 'zh'] as const)
  const paths = languages.map((language) => ({ language, path: join(folder, language, `${lesson}.md`) }))
  const there = paths.find(({ path }) => existsSync(path))
  if (there) {
    process.stderr.write(`${shownPath(there.path)} is there already\n`)
    return 1
  }
  const name = lesson.slice(lesson.indexOf('/') + 1)
  for (const { language, path } of paths) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, scaffold(name, language))
    process.stdout.write(`${shownPath(path)}\n`)
  }
  if (pack) listIn(join(folder, 'pack.yaml'), pack, lesson)
  process.stdout.write(`Next: npm run lessons -- --watch ${shownPath(paths[0]?.path ?? '')}\n`)
  return 0
}

/** Nothing for the page's own lessons. */
function packIn(folder: string): ReturnType<typeof parsePack> {
  const yaml = join(folder, 'pack.yaml')
  if (existsSync(yaml)) return parsePack(shownPath(yaml), readFileSync(yaml, 'utf8'))
  return folder === OWN_LESSONS ? { problems: [] } : { pack: packOf(folder), problems: [] }
}

/** The pack that a folder without a pack.yaml is: called as the folder is, with the lessons that are in it. */
function packOf(folder: string): Pack {
  const title = basename(folder)
  const name = title
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  const ids = files.flatMap((path) => /^(?:en|zh)\/([\w-]+\/[\w-]+)\.md$/.exec(path.replaceAll('\\', '/'))?.[1] ?? [])
  const lessons = [...new Set(ids)].sort()
  const inAll = (language: string) => lessons.every((id) => existsSync(join(folder, language, `${id}.md`)))
  const languages = lessons.length > 0 ? (['en', 'zh'] as const).filter(inAll) : []
  return {
    pack: name === '' || name === DRAFT ? 'my-pack' : name,
    title,
    languages: languages.length > 0 ? languages : ['en'],
    lessons,
  }
}

/** Lists the lesson in the pack.yaml: in a new one, or behind the last lesson of one without faults, whose author's layout and comments stay. */
function listIn(yaml: string, pack: Pack, lesson: string): void {
  if (existsSync(yaml) && pack.lessons.includes(lesson)) return
  writeFileSync(yaml, existsSync(yaml) ? listedBehind(readFileSync(yaml, 'utf8'), lesson) : newYaml(pack, lesson))
  process.stdout.write(`${shownPath(yaml)}\n`)
}

function newYaml({ pack, title, languages = [], lessons }: Pack, lesson: string): string {
  const list = (names: readonly string[]) => `[${names.join(', ')}]`
  const all = list([...lessons, lesson])
  return `${stringify({ pack, title })}languages: ${list(languages)}\nlessons: ${all}\n`
}

function listedBehind(source: string, lesson: string): string {
  const list = parseDocument(source).get('lessons') as YAMLSeq<Scalar<string>>
  const [begin = 0, end = 0] = list.items.at(-1)?.range ?? []
  const before = source.slice(source.lastIndexOf('\n', begin - 1) + 1, begin)
  return `${source.slice(0, end)}${list.flow ? ', ' : `\n${before}`}${lesson}${source.slice(end)}`
}
