import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseDocument, type Scalar, type YAMLSeq } from 'yaml'
import { parsePack } from '../packs/pack.ts'
import { placed } from './placed.ts'
import { scaffold } from './scaffold.ts'

/** Writes the files of a new lesson, `track/name`, in the languages of the folder, and lists it in its pack.yaml; nothing is overwritten. Gives the exit status. */
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
    process.stderr.write(`${relative(process.cwd(), there.path)} is there already\n`)
    return 1
  }
  const name = lesson.slice(lesson.indexOf('/') + 1)
  for (const { language, path } of paths) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, scaffold(name, language))
    process.stdout.write(`${relative(process.cwd(), path)}\n`)
  }
  if (pack && !pack.lessons.includes(lesson)) listIn(join(folder, 'pack.yaml'), lesson)
  process.stdout.write(`Next: npm run lessons -- --watch ${relative(process.cwd(), paths[0]?.path ?? '')}\n`)
  return 0
}

/** Nothing for the page's own lessons. */
function packIn(folder: string): ReturnType<typeof parsePack> {
  const yaml = join(folder, 'pack.yaml')
  return existsSync(yaml) ? parsePack(relative(process.cwd(), yaml), readFileSync(yaml, 'utf8')) : { problems: [] }
}

/** Writes the lesson behind the last one of a pack.yaml without faults; its author's layout and comments stay. */
function listIn(yaml: string, lesson: string): void {
  const source = readFileSync(yaml, 'utf8')
  const list = parseDocument(source).get('lessons') as YAMLSeq<Scalar<string>>
  const [begin = 0, end = 0] = list.items.at(-1)?.range ?? []
  const before = source.slice(source.lastIndexOf('\n', begin - 1) + 1, begin)
  writeFileSync(yaml, `${source.slice(0, end)}${list.flow ? ', ' : `\n${before}`}${lesson}${source.slice(end)}`)
  process.stdout.write(`${relative(process.cwd(), yaml)}\n`)
}
