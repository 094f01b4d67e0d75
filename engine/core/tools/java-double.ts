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
