import { expectRoom } from '../../shell/bounds.ts'
import { toNumber, toText, type Value } from './value.ts'

/** `printf` and `sprintf`. */
export function formatText(format: string, values: readonly Value[]): string {
  let next = 0
  let room = 0
  return format.replace(
    /%([-+ 0]*)(\d+|\*)?(?:\.(\d+))?([diouxXeEfgGcs%])/g,
    (_all, flags: string, width: string | undefined, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%'
      const size = width === '*' ? toNumber(values[next++] ?? 0) : Number(width ?? 0)
      expectRoom((room += Math.max(0, size)))
      const text = formatOne(kind, values[next++] ?? '', precision, flags)
      if (flags.includes('-')) return text.padEnd(size)
      return text.padStart(size, flags.includes('0') && kind !== 's' ? '0' : ' ')
    },
  )
}

function formatOne(kind: string, value: Value, precision: string | undefined, flags: string): string {
  const number = toNumber(value)
  const sign = flags.includes('+') && number >= 0 ? '+' : ''
  switch (kind) {
    case 'd':
    case 'i':
      return sign + String(Math.trunc(number))
    case 'o':
      return Math.trunc(number).toString(8)
    case 'x':
      return Math.trunc(number).toString(16)
    case 'X':
      return Math.trunc(number).toString(16).toUpperCase()
    case 'f':
      return sign + number.toFixed(Math.min(100, Number(precision ?? 6)))
    case 'e':
    case 'E':
      return number.toExponential(Math.min(100, Number(precision ?? 6)))
    case 'g':
    case 'G':
      return String(Number(number.toPrecision(Math.min(100, Number(precision ?? 6) || 1))))
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : toText(value).slice(0, 1)
    default:
      return precision === undefined ? toText(value) : toText(value).slice(0, Number(precision))
  }
}
