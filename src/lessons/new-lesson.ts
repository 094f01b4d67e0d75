import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parsePack } from '../packs/pack.ts'
import { scaffold } from './scaffold.ts'

/** Writes the files of a new lesson, `track/name`, in the languages of the folder; nothing is overwritten. Gives the exit status. */
export function newLesson(folder: string, lesson: string): number {
  if (!/^[\w-]+\/\d\d-[\w-]+$/.test(lesson)) {
    process.stderr.write(
      `a lesson is named by its track, its number and its name: partitions/07-keys-decide; found ${lesson}\n`,
    )
    return 1
  }
  const paths = languagesOf(folder).map((language) => ({ language, path: join(folder, language, `${lesson}.md`) }))
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
  process.stdout.write(`Next: npm run lessons -- --watch ${relative(process.cwd(), paths[0]?.path ?? '')}\n`)
  return 0
}

function languagesOf(folder: string): readonly ('en' | 'zh')[] {
  const yaml = join(folder, 'pack.yaml')
  if (!existsSync(yaml)) return ['en', 'zh']
  return parsePack(yaml, readFileSync(yaml, 'utf8')).pack?.languages ?? ['en']
}
