import type { Script } from './ast.ts'
import type { FileSystem } from './files.ts'

/** What expansion needs of the shell. */
export interface Expander {
  readonly cwd: string
  readonly files: FileSystem
  get(name: string): string | undefined
  set(name: string, value: string): void
  /** `$@` */
  readonly positional: readonly string[]
  /** `set -u` */
  readonly refusesUnset: boolean
  /** Output of `$(…)`, without trailing line feeds. */
  capture(script: Script): Promise<string>
}
