import { useEffect, useState } from 'preact/hooks'
import type { Page } from '../session/page.ts'

const REDRAWN_EVERY_MS = 250

/** The page's cluster time, again and again while something is drawn up to now. */
export function useNow(page: Page): number {
  const [now, setNow] = useState(page.time.monotonic())
  useEffect(() => {
    const timer = setInterval(() => setNow(page.time.monotonic()), REDRAWN_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return Math.max(now, page.time.monotonic())
}
