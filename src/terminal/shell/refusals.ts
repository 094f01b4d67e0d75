import type { Found } from './program.ts'

type Why = (Found & { kind: 'refused' })['why']

/** Why a program cannot be run, in bash's words, and the status of that. */
export const REFUSALS: { readonly [W in Why]: readonly [string, number] } = {
  'not found': ['command not found', 127],
  'no such file': ['No such file or directory', 127],
  'is a directory': ['Is a directory', 126],
  'permission denied': ['Permission denied', 126],
}

/** The same where the shell was to become that program. */
export const REFUSALS_OF_EXEC: { readonly [W in Why]: readonly [string, number] } = {
  'not found': ['not found', 127],
  'no such file': ['No such file or directory', 127],
  'is a directory': ['cannot execute: Is a directory', 126],
  'permission denied': ['cannot execute: Permission denied', 126],
}
