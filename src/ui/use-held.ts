import { useSignal } from '@preact/signals'

/**
 * What a list shows, held as it is from the press of a pointer on it to its release: else rows that come meanwhile push
 * away the one that was pressed, and the click is lost. Call the second on `pointerdown`.
 */
export function useHeld<T>(value: T): readonly [T, () => void] {
  const held = useSignal<{ readonly value: T } | null>(null)
  const shown = held.value ? held.value.value : value
  const hold = () => {
    held.value = { value: shown }
    const ends = new AbortController()
    const release = () => {
      ends.abort()
      // The click comes after the release.
      setTimeout(() => (held.value = null))
    }
    for (const end of ['pointerup', 'pointercancel'] as const) addEventListener(end, release, { signal: ends.signal })
  }
  return [shown, hold]
}
