/** `npm run lessons`: what it can do, its help says. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withVocabulary } from './authoring-docs.ts'
import { OWN_LESSONS } from './lesson-folder.ts'
import { type Asked, HELP, readArguments } from './lessons-cli-arguments.ts'
import { newLesson } from './new-lesson.ts'
import { proveAll } from './prove-all.ts'
import { watchFault, watchLesson } from './watch.ts'

/** What cannot be done is told in words. */
const REFUSED = 2

const asked = readArguments(process.argv.slice(2))
const fault = 'fault' in asked ? asked.fault : asked.does === 'watch' ? watchFault(asked.file) : undefined
if (fault !== undefined) refuse(fault)
else if (!('fault' in asked)) process.exitCode = await act(asked)

async function act(asked: Asked): Promise<number> {
  if (asked.does === 'prove') return await proveAll(asked.folder, asked.parts, asked)
  if (asked.does === 'new') return newLesson(asked.folder, asked.lesson)
  if (asked.does === 'watch') await watchLesson(asked.file, asked.port)
  if (asked.does === 'docs') writeDocs()
  if (asked.does === 'help') process.stdout.write(HELP)
  return 0
}

function refuse(fault: string): void {
  process.stderr.write(`${fault}\n\`npm run lessons -- --help\` says what there is.\n`)
  process.exitCode = REFUSED
}

function writeDocs(): void {
  const path = join(OWN_LESSONS, 'AUTHORING.md')
  writeFileSync(path, withVocabulary(readFileSync(path, 'utf8')))
}
