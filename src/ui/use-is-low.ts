import { useEffect, useState } from 'preact/hooks'

/** Whether the window has no height to spare: one that is zoomed, lies on its side, or is a frame in another page. */
export function useIsLow(): boolean {
  const [query] = useState(() => matchMedia(`(max-height: ${document.querySelector('.embed') ? 720 : 560}px)`))
  const [isLow, setIsLow] = useState(query.matches)
  useEffect(() => {
    const look = () => setIsLow(query.matches)
    query.addEventListener('change', look)
    return () => query.removeEventListener('change', look)
  }, [])
  return isLow
}
