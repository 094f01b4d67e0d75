/** From the TypeScript of a cell to JavaScript of the same lines. */
import { init, parse } from 'es-module-lexer/js'
import { transform } from 'sucrase'
import { type CellError, type CompiledCell, LIBRARIES, type Library } from './sandbox/messages.ts'

export type Compiled = { readonly cell: CompiledCell } | { readonly error: CellError }

/** Strips the types and finds the imports. What is wrong comes back with the cell's line. */
export async function compileCell(source: string): Promise<Compiled> {
  await init
  try {
    const { code } = transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      preserveDynamicImport: true,
      production: true,
    })
    return linkable(code)
  } catch (error) {
    return { error: syntaxError(error, source) }
  }
}

function linkable(code: string): Compiled {
  const [found] = parse(code)
  const imports: { start: number; end: number; library: Library }[] = []
  for (const one of found) {
    if (!('specifier' in one) || typeof one.specifier !== 'string') continue
    const quoted = /['"`]/.test(code[one.start] ?? '') ? 1 : 0
    const library = LIBRARIES.find((name) => name === one.specifier)
    if (!library) return { error: unknownPackage(one.specifier, lineAt(code, one.start)) }
    imports.push({ start: one.start + quoted, end: one.end - quoted, library })
  }
  return { cell: { code, imports } }
}

function unknownPackage(name: string, line: number): CellError {
  const text = `Cannot find package '${name}': a cell can import 'kafka-clients' and 'kafkajs'`
  return { kind: 'error', text, line, stack: [] }
}

/** Errors of both parsers carry where they are, each in its own way. */
function syntaxError(error: unknown, source: string): CellError {
  const { message, loc, idx } = error as Error & { loc?: { line: number }; idx?: number }
  const text = `SyntaxError: ${message.replace(/^Error transforming [^:]*: |\s*\(\d+:\d+\)$|^Parse error @:/g, '')}`
  const line = loc?.line ?? (idx === undefined ? null : lineAt(source, idx))
  return { kind: 'error', text, line, stack: [] }
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}
