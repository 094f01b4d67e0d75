import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { glossaryFaults, readGlossary } from './glossary.ts'
import { OWN_LESSONS, readLibrary } from './lesson-folder.ts'
import { placed } from './placed.ts'
import type { Proof, Thoroughness } from './prove.ts'
import { Prover } from './prover.ts'

/** Proves the lessons of a folder whose id has the part, and prints each proof; gives the exit status. */
export async function proveAll(folder: string, part: string, thoroughness: Thoroughness): Promise<number> {
  const prover = new Prover(folder, thoroughness)
  let passed = 0
  let failed = 0
  for (const proof of part === '' && folder === OWN_LESSONS ? [proveGlossary()] : []) {
    tellProof(proof)
    if (proof.faults.length === 0) passed++
    else failed++
  }
  for (const id of (await prover.ids()).filter((id) => id.includes(part))) {
    const begun = performance.now()
    await prover.prove(id, (proof) => {
      tellProof(proof)
      if (proof.faults.length === 0) passed++
      else failed++
    })
    process.stdout.write(`     ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
  }
  prover.end()
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed > 0 || passed === 0 ? 1 : 0
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
