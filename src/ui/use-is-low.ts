import { useEffect, useState } from 'preact/hooks'
import { presenting } from '../session/settings.ts'

/** Windows of so much height, CSS pixels, have none to spare. */
const LOW = 560
/** In another page's frame, or with large type. */
const LOW_FOR_LESS = 760
/** On a telephone the list of goals would leave the text half of the window. */
const NARROW = 480

/** Whether the window has no height to spare: one that is zoomed, lies on its side, is narrow, a frame in another page, or shows large type. */
export function useIsLow(): boolean {
  const limit = presenting.value || document.querySelector('.embed') ? LOW_FOR_LESS : LOW
  const [isLow, setIsLow] = useState(() => queryOf(limit).matches)
  useEffect(() => {
    const query = queryOf(limit)
    const look = () => setIsLow(query.matches)
    look()
    query.addEventListener('change', look)
    return () => query.removeEventListener('change', look)
  }, [limit])
  return isLow
}

function queryOf(limit: number): MediaQueryList {
  return matchMedia(`(max-height: ${limit}px), (max-width: ${NARROW}px)`)
}
