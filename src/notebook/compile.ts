/** From the TypeScript of a cell to JavaScript of the same lines. */
import { type Node, parse } from 'acorn'
import { transform } from 'sucrase'
import { type CellError, type CompiledCell, LIBRARIES, type Library } from './sandbox/messages.ts'

export type Compiled = { readonly cell: CompiledCell } | { readonly error: CellError }

/**
 * Strips the types and finds the imports. What is wrong comes back with the cell's line: the stripper sees the mistakes
 * of TypeScript, the parser behind it those that a browser would find and tell without a line (a name declared twice,
 * `await` in a function that is not async).
 */
export async function compileCell(source: string): Promise<Compiled> {
  let stripped: string | undefined
  try {
    const { code } = transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      preserveDynamicImport: true,
      production: true,
    })
    stripped = code
    return linkable(code)
  } catch (error) {
    return { error: { ...syntaxError(error, source, stripped), ...(JAVA.test(source) && { isJava: true }) } }
  }
}

/** Declarations that only Java has, of those that examples of Kafka's clients are full of. */
const JAVA =
  /^\s*(?:@Override\b|import\s+(?:static\s+)?\w+(?:\.[\w*]+)+;|package\s+[\w.]+;|(?:public|private|protected)\s+(?:static\s+|final\s+|abstract\s+)*(?:class|interface|void|int|\w+(?:<.*>)?\s+\w+\s*\()|(?:final\s+)?(?:[A-Z]\w*(?:<.*>)?|int|long|boolean)\s+\w+\s*(?:=|;)|for\s*\(\s*[A-Z]\w*(?:<.*>)?\s+\w+\s*:)/m

function linkable(code: string): Compiled {
  const imports: { start: number; end: number; library: Library }[] = []
  for (const { value, start, end } of specifiersIn(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }))) {
    const library = LIBRARIES.find((name) => name === value)
    if (!library) return { error: unknownPackage(value, code, start) }
    imports.push({ start: start + 1, end: end - 1, library })
  }
  imports.sort((a, b) => a.start - b.start)
  return { cell: { code, imports } }
}

interface Specifier {
  readonly value: string
  /** With its quotes. */
  readonly start: number
  readonly end: number
}

const IMPORTING: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ImportExpression',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
])

/** The literal addresses of all that is imported anywhere in the tree; computed ones are left to the browser's policy. */
function specifiersIn(root: Node): Specifier[] {
  const found: Specifier[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    const { type, source } = node as { readonly type?: unknown; readonly source?: Specifier | null }
    if (typeof type === 'string' && IMPORTING.has(type) && typeof source?.value === 'string') found.push(source)
    Object.values(node).forEach(visit)
  }
  visit(root)
  return found
}

function unknownPackage(name: string, code: string, at: number): CellError {
  const text = `Cannot find package '${name}': a cell can import 'kafka-clients' and 'kafkajs'`
  const before = code.slice(0, at).split('\n')
  return { kind: 'error', text, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, stack: [] }
}

/** Both parsers tell the place, in `loc` and at the end of the message; what strips types counts columns from 1. */
function syntaxError(error: unknown, source: string, stripped: string | undefined): CellError {
  const { message, loc } = error as Error & { readonly loc?: { readonly line: number; readonly column: number } }
  const text = `SyntaxError: ${message.replace(/^Error transforming [^:]*: |\s*\(\d+:\d+\)$/g, '')}`
  if (!loc) return { kind: 'error', text, line: null, stack: [] }
  const { line } = loc
  const column =
    stripped === undefined ? loc.column : columnIn(lineOf(source, line), lineOf(stripped, line), loc.column)
  return { kind: 'error', text, line, column, stack: [] }
}

function lineOf(text: string, line: number): string {
  return text.split('\n')[line - 1] ?? ''
}

/** The column, from 1, of what stands at an index of a line from which types were taken. */
function columnIn(source: string, stripped: string, index: number): number {
  const [word = ''] = /^(?:\w+|\S)/.exec(stripped.slice(index)) ?? []
  return (source === stripped ? index : Math.max(index, source.indexOf(word, index))) + 1
}
