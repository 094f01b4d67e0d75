import { LineCounter, parseDocument } from 'yaml'
import { MOST_FAULTS } from './fault-list.ts'
import type { Report, Shape } from './shape.ts'
import { twiceIn, YamlPlaces } from './yaml-places.ts'
import { inWords, strangersIn } from './yaml-words.ts'

/** Told of a fault at a place inside the YAML text; line and column count from 1. */
export type YamlFault = (line: number, column: number, message: string) => void

/** Reads YAML, of anybody's, and holds it against a shape. Undefined when it is not YAML at all, means too much, or does not fit. */
export function readYaml(source: string, shape: Shape, fault: YamlFault): unknown {
  try {
    return readSafe(source, shape, fault)
  } catch (error) {
    // Lists of lists without end, and aliases of aliases, which would become more than there is room for.
    if (!(error instanceof RangeError || error instanceof ReferenceError)) throw error
    fault(1, 1, `this cannot be read: ${error.message}`)
    return undefined
  }
}

/** More faults than anybody is told of. */
class Enough extends Error {}
const MOST = MOST_FAULTS + 1

function readSafe(source: string, shape: Shape, fault: YamlFault): unknown {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
  const places = new YamlPlaces(document)
  const faults = [...twiceIn(document, MOST), ...inWords(source, document.errors)]
  const report: Report = (path, message, where = 'value') => {
    faults.push({ at: places.of(path, where), message })
    if (faults.length >= MOST) throw new Enough()
  }
  const value: unknown = faults.length > 0 ? undefined : document.toJS()
  if (faults.length === 0) hold(value, shape, report)
  if (faults.length === 0) return value
  const strangers = strangersIn(source, MOST)
  for (const { at, message } of strangers.length > 0 ? strangers : faults) {
    const { line, col } = lines.linePos(at)
    fault(line, col, message)
  }
  return undefined
}

function hold(value: unknown, shape: Shape, report: Report): void {
  try {
    shape(value, [], report)
  } catch (error) {
    if (!(error instanceof Enough)) throw error
  }
}
