/** What `set -o` switches. */
export type Setting = 'errexit' | 'nounset' | 'pipefail' | 'xtrace'

/** What a shell that is not a terminal's runs. */
export interface ShellScript {
  readonly text: string
  /** `$0` */
  readonly name: string
  readonly positional: readonly string[]
  readonly settings: readonly Setting[]
  /** It is the argument of `-c`. */
  readonly isArgument?: true
}
