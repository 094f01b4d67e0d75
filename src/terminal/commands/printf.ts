import { expectRoom } from '../shell/bounds.ts'
import type { Program } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { unescapeAnsi } from '../shell/words.ts'

interface Directive {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
}

/** Turns a value into text; what it adds to `wrong` is told. */
type Conversion = (value: string, directive: Directive, wrong: string[]) => string

const DIRECTIVE = /%([-+ 0#]*)(\d+|\*)?(?:\.(\d+|\*)?)?([a-zA-Z%])/g
const withPoint = /%[-+ 0#]*(?:\d+|\*)?\./

const whole =
  (base: number, prefix = '') =>
  (value: string, { flags, precision }: Directive, wrong: string[]) => {
    const number = integerOf(value, wrong)
    const digits = Math.abs(number)
      .toString(base)
      .padStart(precision ?? 0, '0')
    return signed(number, (flags.includes('#') && number !== 0 ? prefix : '') + digits, flags)
  }

const real =
  (shown: (value: number, precision: number) => string) => (value: string, d: Directive, wrong: string[]) => {
    const number = realOf(value, wrong)
    return signed(number, shown(Math.abs(number), d.precision ?? 6), d.flags)
  }

const upper =
  (conversion: Conversion): Conversion =>
  (value, directive, wrong) =>
    conversion(value, directive, wrong).toUpperCase()

const CONVERSIONS: { readonly [letter: string]: Conversion } = {
  s: (value, { precision }) => (precision === undefined ? value : value.slice(0, precision)),
  b: (value) => unescapeAnsi(value),
  q: quoted,
  c: (value) => value.slice(0, 1),
  d: whole(10),
  i: whole(10),
  u: whole(10),
  o: whole(8, '0'),
  x: whole(16, '0x'),
  X: upper(whole(16, '0x')),
  f: real(fixed),
  F: real(fixed),
  e: real(exponential),
  E: upper(real(exponential)),
  g: real(general),
  G: upper(real(general)),
}

/** `printf`, as bash has it: the format again until the values are used up. */
export const printf: Program = async ({ args, stdout, stderr }) => {
  const [, format, ...values] = args
  if (format === undefined) {
    await writeText(stderr, 'printf: usage: printf format [arguments]\n')
    return 2
  }
  const left = [...values]
  const wrong: string[] = []
  let text = ''
  for (let used = -1; used !== left.length && (used < 0 || left.length > 0); ) {
    used = left.length
    text += formatOnce(unescapeAnsi(format), left, wrong)
    expectRoom(text.length)
  }
  await writeText(stdout, text)
  for (const one of wrong) await writeText(stderr, `-bash: printf: ${one}\n`)
  return wrong.length > 0 ? 1 : 0
}

/** Takes values off the list as the directives need them. */
function formatOnce(format: string, values: string[], wrong: string[]): string {
  const number = (text: string | undefined) =>
    text === '*' ? integerOf(values.shift() ?? '', wrong) : Number(text ?? 0)
  let room = 0
  return format.replace(
    DIRECTIVE,
    (all, flags: string, width: string | undefined, precision: string | undefined, letter) => {
      if (letter === '%') return '%'
      const convert = CONVERSIONS[letter]
      if (!convert) {
        wrong.push(`\`${letter}': invalid format character`)
        return ''
      }
      const wanted = number(width)
      const digits = withPoint.test(all) ? number(precision) : undefined
      expectRoom((room += Math.abs(wanted) + Math.max(0, digits ?? 0)))
      const directive: Directive = {
        flags: wanted < 0 ? `${flags}-` : flags,
        width: Math.abs(wanted),
        precision: digits,
      }
      return padded(convert(values.shift() ?? '', directive, wrong), directive, letter)
    },
  )
}

function padded(text: string, { flags, width, precision }: Directive, letter: string): string {
  if (flags.includes('-')) return text.padEnd(width)
  const isWhole = 'diouxX'.includes(letter)
  const zeros = flags.includes('0') && !'sbqc'.includes(letter) && !(isWhole && precision !== undefined)
  if (!zeros) return text.padStart(width)
  const [sign = ''] = /^[-+ ]?(?:0[xX])?/.exec(text) ?? []
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}

function signed(number: number, digits: string, flags: string): string {
  if (number < 0 || Object.is(number, -0)) return `-${digits}`
  return (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + digits
}

/** A letter behind a quote is its code; what cannot be read counts as far as it can. */
function integerOf(value: string, wrong: string[]): number {
  const letter = /^['"](.)/su.exec(value)
  if (letter) return (letter[1] as string).codePointAt(0) as number
  const [read = ''] = /^\s*[-+]?(?:0[xX][\da-fA-F]+|\d+)/.exec(value) ?? []
  if (read !== value && value !== '') wrong.push(`${value}: invalid number`)
  const digits = read.trim()
  const [sign, size] = digits.startsWith('-') ? [-1, digits.slice(1)] : [1, digits.replace(/^\+/, '')]
  if (/^0[xX]/.test(size)) return sign * Number(size)
  return sign * (/^0[0-7]+$/.test(size) ? Number.parseInt(size, 8) : Number(size || 0))
}

function realOf(value: string, wrong: string[]): number {
  const number = Number(value)
  if (!Number.isNaN(number)) return number
  wrong.push(`${value}: invalid number`)
  return Number.parseFloat(value) || 0
}

/** Half way between two, the even one: JavaScript takes the larger. */
function fixed(value: number, precision: number): string {
  const exact = value.toFixed(Math.min(100, precision + 60))
  const cut = exact.indexOf('.') + 1 + precision
  const isTie = /^50*$/.test(exact.slice(cut))
  const kept = exact.slice(0, precision === 0 ? cut - 1 : cut)
  return isTie && /[02468]$/.test(kept) ? kept : value.toFixed(Math.min(100, precision))
}

function exponential(value: number, precision: number): string {
  return value.toExponential(Math.min(100, precision)).replace(/e([-+])(\d)$/, 'e$10$2')
}

function general(value: number, precision: number): string {
  const digits = Math.max(1, precision)
  const exponent = value === 0 ? 0 : Number(/e(.*)$/.exec(value.toExponential(digits - 1))?.[1])
  const short = (text: string) => (text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text)
  if (exponent < -4 || exponent >= digits) return short(exponential(value, digits - 1))
  return short(fixed(value, digits - 1 - exponent))
}

function quoted(value: string): string {
  return /^[\w./-]+$/.test(value) ? value : value === '' ? "''" : value.replace(/[^\w./@%+=:,-]/g, '\\$&')
}
