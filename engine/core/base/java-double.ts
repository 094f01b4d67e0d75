/** A double as Java's `Double.toString` writes it: `1.0`, `0.25`, `1.5E10`, `NaN`. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return scientific(value)
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

function scientific(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const HEX = /^([+-]?)0[xX](?=[\da-fA-F.]*[\da-fA-F])([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/

/** The number that `Double.parseDouble` reads, also `0.5f`, `.5D`, `NaN` and `0x1p-1`; undefined: it throws. */
export function parseJavaDouble(text: string): number | undefined {
  const trimmed = text.trim()
  const word = /^([+-]?)(NaN|Infinity)$/.exec(trimmed)
  if (word) return Number(word[2]) * (word[1] === '-' ? -1 : 1)
  const digits = trimmed.replace(/[fFdD]$/, '')
  if (DECIMAL.test(digits)) return Number(digits)
  const [, sign, whole = '', part = '', exponent] = HEX.exec(digits) ?? []
  if (exponent === undefined) return undefined
  const size = Number(`0x${whole}${part}`) * 2 ** (Number(exponent) - 4 * part.length)
  return sign === '-' ? -size : size
}
