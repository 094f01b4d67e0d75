/** 520 → 520 ms, 2040 → 2.04 s, 61000 → 61 s, 600000 → 10 min. */
export function spanText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${Number((ms / 1000).toFixed(2))} s`
  if (ms < 120_000) return `${Number((ms / 1000).toFixed(1))} s`
  return `${Number((ms / 60_000).toFixed(1))} min`
}

const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 3_600_000]

/** Distance between two marks of an axis, so that no more than so many fit into the span. */
export function stepFor(span: number, most: number): number {
  return STEPS.find((step) => span / step <= most) ?? span
}

/** A stretch of the axis, cluster time in ms. */
export interface Domain {
  readonly from: number
  readonly to: number
}

/** As much longer or shorter, around its middle. */
export function zoomed({ from, to }: Domain, factor: number): Domain {
  const middle = (from + to) / 2
  const half = Math.max(5, ((to - from) * factor) / 2)
  return { from: middle - half, to: middle + half }
}
