import type { Env } from '../../../engine/core/env/env.ts'

/** Where the worker leaves the Env for the libraries, which are modules of their own. */
export const SANDBOX_ENV = Symbol.for('logbook.env')

/** The Env of the worker that this library was loaded into. */
export function envOfSandbox(): Env {
  return (globalThis as unknown as { readonly [SANDBOX_ENV]: Env })[SANDBOX_ENV]
}
