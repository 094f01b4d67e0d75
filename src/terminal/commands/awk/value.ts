/** awk's values: numbers and strings; a string from input that looks like a number compares as one. */
export type Value = number | string | Input

/** A field or variable from outside. */
export class Input {
  constructor(readonly text: string) {}
}

export function toText(value: Value): string {
  if (typeof value === 'string') return value
  if (value instanceof Input) return value.text
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value
  return Number.parseFloat(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(toText(value))?.[0] ?? '0') || 0
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0
  if (value instanceof Input) return looksNumeric(value) ? toNumber(value) !== 0 : value.text !== ''
  return value !== ''
}

function looksNumeric(value: Value): boolean {
  if (typeof value === 'number') return true
  return value instanceof Input && value.text.trim() !== '' && !Number.isNaN(Number(value.text))
}

/** -1, 0 or 1: as numbers when both look so, else as strings. */
export function compare(a: Value, b: Value): number {
  if (looksNumeric(a) && looksNumeric(b)) return Math.sign(toNumber(a) - toNumber(b))
  const [x, y] = [toText(a), toText(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
