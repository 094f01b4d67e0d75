/** What the lessons need of the build: `virtual:lessons` lists them; each is read when the page is built and fetched when it is opened. The page ships no parser with them. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Plugin } from 'vite'
import { readGlossary, type Term } from './glossary.ts'
import type { ReadLesson } from './lesson.ts'
import { parseLesson } from './parse.ts'

const LIST = 'virtual:lessons'
const CHINESE = 'virtual:lessons-zh'
const FOLDER = 'lessons'
const GLOSSARY = `${FOLDER}/glossary.yaml`
/** Where a page that is being developed finds them. */
const DEV = '@lessons'

/** Faults do not break the build: the page shows them above the lesson, `npm run lessons` fails for them. */
export function lessons(): Plugin {
  let isBuild = false
  return {
    name: 'lessons',
    enforce: 'pre',
    configResolved: ({ command }) => {
      isBuild = command === 'build'
    },
    resolveId: (id) => (id === LIST || id === CHINESE ? `\0${id}` : null),
    load(id) {
      if (id === `\0${CHINESE}`) return `export const titles = ${JSON.stringify(titlesOf(readAll(), 'zh'))}`
      if (id !== `\0${LIST}`) return null
      const all = readAll()
      for (const { lesson, problems } of all.values()) {
        this.addWatchFile(lesson.file)
        for (const { line, column, message } of problems) this.warn(`${lesson.file}:${line}:${column} ${message}`)
      }
      this.addWatchFile(GLOSSARY)
      const texts = [...all, ['glossary', terms(all)] as const].map(
        ([where, it]) => [where, JSON.stringify(it)] as const,
      )
      const folder = `assets/lessons-${hashOf(texts)}`
      if (isBuild)
        for (const [where, source] of texts)
          this.emitFile({ type: 'asset', fileName: `${folder}/${where}.json`, source })
      return `export const folder = ${JSON.stringify(isBuild ? folder : DEV)}\nexport const list = ${JSON.stringify(listOf(all))}\nexport const alone = ${JSON.stringify(alonesOf(all))}`
    },
    configureServer(server) {
      server.middlewares.use(`/${DEV}`, (request, response) => {
        const all = readAll()
        const where = String(request.url).replace(/^\/(.*)\.json$/, '$1')
        const read = where === 'glossary' ? terms(all) : all.get(where)
        response.statusCode = read ? 200 : 404
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(read ?? null))
      })
    },
  }
}

/** By `<language>/<track>/<name>`. */
function readAll(): Map<string, ReadLesson> {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  const lessons = names.filter((name) => /^(?:en|zh)\/[\w-]+\/[\w-]+\.md$/.test(name)).sort()
  return new Map(lessons.map((name) => [name.slice(0, -'.md'.length), readOne(join(FOLDER, name))]))
}

/** What is wrong with the glossary, `npm run lessons` says. */
function terms(all: ReadonlyMap<string, ReadLesson>): Term[] {
  const lessons = [...all].map(([where, { lesson }]) => [where.slice(3), lesson] as const)
  return readGlossary(readFileSync(GLOSSARY, 'utf8'), lessons, () => {})
}

/** The page ships no Markdown. */
function readOne(path: string): ReadLesson {
  const { lesson, problems } = parseLesson(relative('.', path), readFileSync(path, 'utf8'))
  return { lesson, problems }
}

/** Title, minutes and number of goals of each, in English or in the language that there is. */
function listOf(all: ReadonlyMap<string, ReadLesson>): { [id: string]: readonly [string, number, number] } {
  const rows = [...all].map(([where, { lesson }]) => [
    where.slice(3),
    [lesson.title, lesson.minutes, lesson.goals.length],
  ])
  // English comes last, and so first.
  return Object.fromEntries(rows.reverse())
}

/** Those that are not there in both languages; of all others both files are. */
function alonesOf(all: ReadonlyMap<string, ReadLesson>): readonly string[] {
  const other = (where: string) => `${where.startsWith('en/') ? 'zh' : 'en'}${where.slice(2)}`
  return [...all.keys()].filter((where) => !all.has(other(where)))
}

function titlesOf(all: ReadonlyMap<string, ReadLesson>, language: string): { [id: string]: string } {
  const inIt = [...all].filter(([where]) => where.startsWith(`${language}/`))
  return Object.fromEntries(inIt.map(([where, { lesson }]) => [where.slice(3), lesson.title]))
}

function hashOf(texts: readonly (readonly [string, string])[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 8)
}
