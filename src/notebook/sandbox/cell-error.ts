import { inspect } from './inspect.ts'
import type { CellError } from './messages.ts'

/**
 * What a thrown value tells the learner. `module` is the address that the cell's module has in stacks; its frames become
 * lines of the cell, those of the libraries are left out.
 */
export function cellError(thrown: unknown, module: string): CellError {
  if (!(thrown instanceof Error)) return { kind: 'error', text: `Uncaught ${inspect(thrown)}`, line: null, stack: [] }
  const frames = framesOf(thrown.stack ?? '', module)
  const own = Object.entries(thrown).filter(
    ([key, value]) => (key === 'code' || key === 'type') && typeof value === 'string',
  )
  const details = own.map(([key, value]) => ` [${key}: ${inspect(value)}]`).join('')
  return {
    kind: 'error',
    text: `${thrown.name}: ${thrown.message}${details}`,
    line: frames[0]?.line ?? null,
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
