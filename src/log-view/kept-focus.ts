import { useLayoutEffect } from 'preact/hooks'

/** Where the focus is in a box: the how-manieth of its list, which is the n-th of those with this selector. */
interface Held {
  readonly list: string
  readonly nth: number
  readonly at: number
}

const LISTS = 'table, svg, [role=list], div'
const STOPS = 'button, a[href], input, select, [tabindex]'

/** When a box is drawn anew without what had the focus, as a log that is followed slides on, what stands in its place has it. */
export function useKeptFocus(box: () => Element | null | undefined): void {
  const held = heldIn(box())
  useLayoutEffect(() => {
    if (held && document.activeElement === document.body) inItsPlace(box(), held)?.focus({ preventScroll: true })
  })
}

function heldIn(box: Element | null | undefined): Held | undefined {
  const { activeElement } = document
  const list = activeElement?.closest(LISTS)
  if (!box || !list || list === box || !box.contains(list)) return undefined
  const selector = [list.localName, ...list.classList].join('.')
  const nth = [...box.querySelectorAll(selector)].indexOf(list)
  return { list: selector, nth, at: stopsIn(list).indexOf(activeElement as HTMLElement) }
}

function inItsPlace(box: Element | null | undefined, { list, nth, at }: Held): HTMLElement | null | undefined {
  const stops = stopsIn(box?.querySelectorAll(list)[nth])
  return stops[Math.min(at, stops.length - 1)] ?? box?.querySelector<HTMLElement>(STOPS)
}

function stopsIn(list: Element | undefined): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>(STOPS) ?? [])]
}
