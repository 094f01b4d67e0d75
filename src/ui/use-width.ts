import { useEffect, useState } from 'preact/hooks'

/** The width that an element has on the page, in CSS pixels, and no less than `least`. */
export function useWidth(box: { readonly current: Element | null }, least: number): number {
  const [width, setWidth] = useState(least)
  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    const measure = () => setWidth(Math.max(least, Math.round(element.clientWidth)))
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])
  return width
}
