/** `npm run -s golden -- answers|wire|segments|vectors|tools DIR [--bootstrap HOST:PORT | --apache KAFKA_HOME]` */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadAllParts } from '../core/base/part.ts'
import { compareAnswers, recordAnswers } from './answer-files.ts'
import { Report } from './report.ts'
import { compareSegments } from './segments.ts'
import { compareTools, parseKnown } from './tools.ts'
import { compareVectors } from './vectors.ts'
import { compareWire } from './wire.ts'

const COMPARISONS: { readonly [kind: string]: (folder: string, report: Report) => void | Promise<void> } = {
  answers: answersAgain,
  segments: compareSegments,
  tools: compareWithKnown,
  vectors: compareVectors,
  wire: compareWire,
}

const USAGE =
  'usage: npm run -s golden -- answers|wire|segments|vectors|tools DIR [--bootstrap HOST:PORT | --apache KAFKA_HOME]'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bootstrap: { type: 'string' },
    apache: { type: 'string' },
    only: { type: 'string', multiple: true },
    all: { type: 'boolean' },
  },
})
const [kind = '', folder] = positionals
const compare = COMPARISONS[kind]
if (!compare || !folder) {
  console.error(USAGE)
  process.exit(2)
}
/** `--all`: nothing counts as known to fail, as against another cluster. */
async function compareWithKnown(folder: string, report: Report): Promise<void> {
  const file = new URL('./tools-known.txt', import.meta.url)
  const known = parseKnown(values.all ? '' : readFileSync(file, 'utf8'))
  const { bootstrap, apache } = values
  await compareTools(folder, report, { known, bootstrap, apache, ...(values.only && { only: values.only }) })
}

/** `--apache HOME`: asks Apache Kafka first, and keeps its answers. */
async function answersAgain(folder: string, report: Report): Promise<void> {
  if (values.apache !== undefined) await recordAnswers(folder, values.apache)
  await compareAnswers(folder, report)
}

const report = new Report((line) => console.log(line))
await loadAllParts()
await compare(folder, report)
console.log(report.summary())
process.exit(report.failed > 0 ? 1 : 0)
