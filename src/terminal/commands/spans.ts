/** Spans of time as people write them. */

const UNIT_MS: { readonly [unit: string]: number } = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
}

/** `90m`, `1.5h`; undefined: no such span. */
export function spanOf(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text) ?? []
  const ms = Number(number) * (UNIT_MS[unit] ?? Number.NaN)
  return ms > 0 ? Math.round(ms) : undefined
}

/** `7d 1h 30m`, down to what is not zero. */
export function spanText(ms: number): string {
  let left = ms
  const parts = (['d', 'h', 'm', 's', 'ms'] as const).flatMap((unit) => {
    const count = Math.floor(left / (UNIT_MS[unit] as number))
    left -= count * (UNIT_MS[unit] as number)
    return count > 0 ? [`${count}${unit}`] : []
  })
  return parts.length === 0 ? '0s' : parts.join(' ')
}
