/** `npm run lessons [-- part-of-an-id]`: proves every lesson on the engine. Exit status 1 when something fails. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ReadLesson } from './lesson.ts'
import { Library } from './library.ts'
import { parseLesson } from './parse.ts'
import { type Proof, proveLesson } from './prove.ts'

const ROOT = join(import.meta.dirname, '../..')

function lessonFiles(): { [path: string]: ReadLesson } {
  const names = readdirSync(join(ROOT, 'lessons'), { recursive: true, encoding: 'utf8' })
  const paths = names.filter((name) => name.endsWith('.md')).map((name) => join(ROOT, 'lessons', name))
  return Object.fromEntries(paths.map((path) => [path, parseLesson(relative(ROOT, path), readFileSync(path, 'utf8'))]))
}

function tell({ name, faults }: Proof): void {
  process.stdout.write(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name}\n`)
  for (const fault of faults) process.stdout.write(`     ${fault.trimEnd().replaceAll('\n', '\n     ')}\n`)
}

const library = new Library(lessonFiles())
const wanted = process.argv[2] ?? ''
let passed = 0
let failed = 0
for (const { id } of library.entries.filter((entry) => entry.id.includes(wanted))) {
  for (const proof of await proveLesson(library, id)) {
    tell(proof)
    if (proof.faults.length === 0) passed++
    else failed++
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
