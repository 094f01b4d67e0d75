import { inspect } from './inspect.ts'
import type { CellError } from './messages.ts'

/** An import of the cell: the address that stands for the name, and its line. */
export interface LinkedImport {
  readonly name: string
  readonly address: string
  readonly line: number
}

/**
 * What a thrown value tells the learner. `module` is the address that the cell's module has in stacks; its frames become
 * lines of the cell, those of the libraries are left out.
 */
export function cellError(thrown: unknown, module: string, imports: readonly LinkedImport[] = []): CellError {
  if (!(thrown instanceof Error)) return { kind: 'error', text: `Uncaught ${inspect(thrown)}`, line: null, stack: [] }
  const frames = framesOf(thrown.stack ?? '', module)
  const own = Object.entries(thrown).filter(
    ([key, value]) => (key === 'code' || key === 'type') && typeof value === 'string',
  )
  const details = own.map(([key, value]) => ` [${key}: ${inspect(value)}]`).join('')
  // A name that the library does not export: the browser tells the address.
  const named = imports.find(({ address }) => thrown.message.includes(address))
  const message = named ? thrown.message.replace(named.address, named.name) : thrown.message
  return {
    kind: 'error',
    text: `${thrown.name}: ${message}${details}`.trimEnd(),
    line: frames[0]?.line ?? named?.line ?? null,
    stack: frames.map(({ name, line }) => `at ${name || 'the cell'} (line ${line})`),
  }
}

/** Frames of the module in a stack of V8 (`at name (address:3:9)`) or of Firefox and Safari (`name@address:3:9`). */
function framesOf(stack: string, module: string): { name: string; line: number }[] {
  return stack.split('\n').flatMap((text) => {
    const at = text.indexOf(module)
    const line = at < 0 ? undefined : /^:(\d+)/.exec(text.slice(at + module.length))?.[1]
    if (line === undefined) return []
    const name = text
      .slice(0, at)
      .replace(/^\s*at\s+/, '')
      .replace(/[@(\s]+$/, '')
      .replace(/^async\b\s*/, '')
    return [{ name, line: Number(line) }]
  })
}
