import type { Check } from './check.ts'

/** A check that is not made of others. */
type Leaf = Exclude<
  Check,
  { all: unknown } | { any: unknown } | { not: unknown } | { stays: unknown } | { within: unknown }
>

/** All checks in a check, combinations taken apart. */
export function leaves(check: Check): Leaf[] {
  if ('all' in check) return check.all.flatMap(leaves)
  if ('any' in check) return check.any.flatMap(leaves)
  if ('not' in check) return leaves(check.not)
  if ('stays' in check) return leaves(check.stays)
  if ('within' in check) return [check.after, check.comes].flatMap(leaves)
  return [check]
}
