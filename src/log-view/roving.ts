import { useState } from 'preact/hooks'

const STEPS: { readonly [key: string]: number } = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** Where a key leads from one of so many; undefined: nowhere. */
export function roved(key: string, at: number, count: number): number | undefined {
  const step = STEPS[key]
  return step === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, at + step))
}

/** For things of which one alone is a stop of Tab. */
export interface Roving {
  /** For the box around them. */
  readonly box: { readonly onKeyDown: (event: KeyboardEvent & { readonly currentTarget: Element }) => void }
  /** For each of them. */
  one(id: number): { readonly tabIndex: number; readonly onFocus: () => void }
}

/** Arrow keys, Home and End move among them; Tab comes to the one that had the focus last, else to `first`. */
export function useRoving(ids: readonly number[], first: number | undefined): Roving {
  const [last, setLast] = useState<number>()
  const stop = [last, first].find((id) => id !== undefined && ids.includes(id)) ?? ids[0]
  const onKeyDown: Roving['box']['onKeyDown'] = (event) => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement | SVGElement>('[tabindex]')]
    const at = all.indexOf(event.target as HTMLElement | SVGElement)
    const to = roved(event.key, at, all.length)
    if (at < 0 || to === undefined) return
    event.preventDefault()
    all[to]?.focus()
  }
  return { box: { onKeyDown }, one: (id) => ({ tabIndex: id === stop ? 0 : -1, onFocus: () => setLast(id) }) }
}
