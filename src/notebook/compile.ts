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
  try {
    const { code } = transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      preserveDynamicImport: true,
      production: true,
    })
    return linkable(code)
  } catch (error) {
    return { error: syntaxError(error) }
  }
}

function linkable(code: string): Compiled {
  const imports: { start: number; end: number; library: Library }[] = []
  for (const { value, start, end } of specifiersIn(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }))) {
    const library = LIBRARIES.find((name) => name === value)
    if (!library) return { error: unknownPackage(value, lineAt(code, start)) }
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

function unknownPackage(name: string, line: number): CellError {
  const text = `Cannot find package '${name}': a cell can import 'kafka-clients' and 'kafkajs'`
  return { kind: 'error', text, line, stack: [] }
}

/** Both parsers tell the place, in `loc` and at the end of the message. */
function syntaxError(error: unknown): CellError {
  const { message, loc } = error as Error & { readonly loc?: { readonly line: number } }
  const text = `SyntaxError: ${message.replace(/^Error transforming [^:]*: |\s*\(\d+:\d+\)$/g, '')}`
  return { kind: 'error', text, line: loc?.line ?? null, stack: [] }
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}
