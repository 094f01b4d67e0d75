import type { Item } from './notebook-text.ts'

/** An item with a number of its own, under which its cell lives while it is moved about. */
export interface KeyedItem extends Item {
  readonly key: number
}

type Keys = readonly (number | undefined)[]

/** The keys that items keep which come in the place of others: each that was there as it is, wherever it stood. */
export function keysOfSame(before: readonly KeyedItem[], after: readonly Item[]): Keys {
  const inPlace = after.map((item, i) => (isSame(before[i], item) ? before[i]?.key : undefined))
  const left = before.filter(({ key }) => !inPlace.includes(key))
  return inPlace.map((key, i) => {
    if (key !== undefined) return key
    const at = left.findIndex((item) => isSame(item, after[i]))
    return at < 0 ? undefined : left.splice(at, 1)[0]?.key
  })
}

/** As {@link keysOfSame}; when all but one are as they were, that one was changed in its place and keeps its key too. */
export function keysAfterChange(before: readonly KeyedItem[], after: readonly Item[]): Keys {
  const keys = keysOfSame(before, after)
  const changed = keys.indexOf(undefined)
  const was = before[changed]
  const isOne = before.length === after.length && keys.lastIndexOf(undefined) === changed
  if (!isOne || !was || was.kind !== after[changed]?.kind || keys.includes(was.key)) return keys
  return keys.with(changed, was.key)
}

function isSame(a: Item | undefined, b: Item | undefined): boolean {
  return a?.kind === b?.kind && a?.source === b?.source
}
