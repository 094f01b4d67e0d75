import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { glossaryFaults, readGlossary } from './glossary.ts'
import { folderProblems, OWN_LESSONS, readLibrary } from './lesson-folder.ts'
import { placed } from './placed.ts'
import type { Proof, Thoroughness } from './prove.ts'
import { Prover } from './prover.ts'

/** Proves the lessons of a folder whose ids have one of the parts (none: all), and prints each proof; gives the exit status. */
export async function proveAll(folder: string, parts: readonly string[], thoroughness: Thoroughness): Promise<number> {
  const count = { passed: 0, failed: 0 }
  const tell = (proof: Proof) => {
    tellProof(proof)
    count[proof.faults.length === 0 ? 'passed' : 'failed']++
  }
  const { isPack, isReadable, problems } = folderProblems(folder)
  if (isPack) tell({ name: 'the page opens the pack', faults: problems.map(placed) })
  if (parts.length === 0 && folder === OWN_LESSONS) tell(proveGlossary())
  if (isReadable) await proveLessons(new Prover(folder, thoroughness), parts, tell)
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
  return count.failed > 0 || count.passed === 0 ? 1 : 0
}

async function proveLessons(prover: Prover, parts: readonly string[], tell: (proof: Proof) => void): Promise<void> {
  const ids = await prover.ids()
  for (const part of parts.filter((part) => !ids.some((id) => id.includes(part))))
    tell({ name: `lessons named ${part}`, faults: ['no lesson has that in its name'] })
  for (const id of ids.filter((id) => parts.length === 0 || parts.some((part) => id.includes(part)))) {
    const begun = performance.now()
    await prover.prove(id, tell)
    process.stdout.write(`     ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
  }
  prover.end()
}

/** Each term that is taught has its words, and each term a lesson. */
function proveGlossary(): Proof {
  const library = readLibrary(OWN_LESSONS)
  const lessons = library.entries.flatMap(({ id }) =>
    (['en', 'zh'] as const).map((language) => [id, library.of(id, language).lesson] as const),
  )
  const faults: string[] = []
  const path = join(OWN_LESSONS, 'glossary.yaml')
  const terms = readGlossary(readFileSync(path, 'utf8'), lessons, (line, column, message) =>
    faults.push(placed({ file: 'lessons/glossary.yaml', line, column, message })),
  )
  return { name: 'the glossary has every term that is taught', faults: [...faults, ...glossaryFaults(terms, lessons)] }
}

/** Prints one proof. */
export function tellProof({ name, faults }: Proof): void {
  process.stdout.write(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name}\n`)
  for (const fault of faults) process.stdout.write(`     ${fault.trimEnd().replaceAll('\n', '\n     ')}\n`)
}
