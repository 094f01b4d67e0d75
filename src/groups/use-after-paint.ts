import { useEffect, useState } from 'preact/hooks'

/** False until what was rendered first is on the screen: what lies further down can be made in the next frame. */
export function useAfterPaint(): boolean {
  const [isPainted, setPainted] = useState(false)
  useEffect(() => setPainted(true), [])
  return isPainted
}
