/** `npm run -s golden -- wire|segments|vectors|tools DIR [--bootstrap HOST:PORT]` */
import { Report } from './report.ts'
import { compareSegments } from './segments.ts'
import { compareVectors } from './vectors.ts'
import { compareWire } from './wire.ts'

const COMPARISONS: { readonly [kind: string]: (folder: string, report: Report) => void | Promise<void> } = {
  segments: compareSegments,
  vectors: compareVectors,
  wire: compareWire,
}

const USAGE = 'usage: npm run -s golden -- wire|segments|vectors|tools DIR [--bootstrap HOST:PORT]'

const [kind = '', folder] = process.argv.slice(2)
const compare = COMPARISONS[kind]
if (!compare || !folder) {
  console.error(USAGE)
  process.exit(2)
}
const report = new Report((line) => console.log(line))
await compare(folder, report)
console.log(report.summary())
process.exit(report.failed > 0 ? 1 : 0)
