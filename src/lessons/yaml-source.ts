import { isMap, isNode, LineCounter, parseDocument } from 'yaml'
import type { Path, Report, Shape } from './shape.ts'
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

function readSafe(source: string, shape: Shape, fault: YamlFault): unknown {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const faults = inWords(source, document.errors)
  const report: Report = (path, message, where = 'value') =>
    faults.push({ at: positionOf(document, path, where), message })
  const value: unknown = faults.length > 0 ? undefined : document.toJS()
  if (faults.length === 0) shape(value, [], report)
  if (faults.length === 0) return value
  const strangers = strangersIn(source)
  for (const { at, message } of strangers.length > 0 ? strangers : faults) {
    const { line, col } = lines.linePos(at)
    fault(line, col, message)
  }
  return undefined
}

function positionOf(document: ReturnType<typeof parseDocument>, path: Path, where: 'key' | 'value'): number {
  const parent = path.length > 0 ? document.getIn(path.slice(0, -1), true) : document.contents
  const name = path.at(-1)
  const holder = path.length === 1 ? document.contents : parent
  const pair = isMap(holder) ? holder.items.find(({ key }) => String(key) === String(name)) : undefined
  const node = where === 'key' && pair ? pair.key : path.length > 0 ? document.getIn(path, true) : document.contents
  return (isNode(node) ? node.range?.[0] : undefined) ?? (isNode(pair?.key) ? pair.key.range?.[0] : undefined) ?? 0
}
