/** Times by a pattern of `java.text.SimpleDateFormat`, in UTC and English. */
import { illegalArgument } from './errors.ts'
import { dateParts } from './tool.ts'

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const DAY_MS = 86_400_000

type Piece = (wall: number) => string

/** Throws Java's IllegalArgumentException for letters that mean nothing and quotes that do not end. */
export function simpleDateFormat(pattern: string): (wall: number) => string {
  const pieces = (pattern.match(/'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+/g) ?? []).map(piece)
  return (wall) => pieces.map((text) => text(wall)).join('')
}

function piece(text: string): Piece {
  if (text.startsWith("'")) return literal(text)
  if (!/^[A-Za-z]/.test(text)) return () => text
  const field = FIELDS[text[0] as string]
  if (!field) throw illegalArgument(`Illegal pattern character '${text[0]}'`)
  return (wall) => field(wall, text.length)
}

/** What stands in quotes; two of them are one. */
function literal(text: string): Piece {
  if (text.length === 1 || !text.endsWith("'")) throw illegalArgument('Unterminated quote')
  const inside = text.length === 2 ? "'" : text.slice(1, -1).replaceAll("''", "'")
  return () => inside
}

type Field = (wall: number, width: number) => string

function number(value: (wall: number) => number): Field {
  return (wall, width) => String(value(wall)).padStart(width, '0')
}

function name(names: readonly string[], index: (wall: number) => number): Field {
  return (wall, width) => (names[index(wall)] as string).slice(0, width >= 4 ? undefined : 3)
}

const year: Field = (wall, width) => {
  const text = String(dateParts(wall).year)
  return width === 2 ? text.slice(-2) : text.padStart(width, '0')
}

const monthNumber = number((wall) => dateParts(wall).month)
const monthName = name(MONTHS, (wall) => dateParts(wall).month - 1)
const month: Field = (wall, width) => (width < 3 ? monthNumber : monthName)(wall, width)

/** Sunday is 0. */
const weekday = (wall: number) => (Math.floor(wall / DAY_MS) + 4) % 7
const dayOfYear = (wall: number) => Math.floor(wall / DAY_MS) - Math.floor(Date.UTC(dateParts(wall).year) / DAY_MS) + 1
/** Weeks begin on Sunday, and the first may be short. */
const weekOf = (wall: number, day: number) => Math.floor((day + ((weekday(wall) - day + 371 + 1) % 7) - 1) / 7) + 1

const FIELDS: { readonly [letter: string]: Field } = {
  G: () => 'AD',
  y: year,
  Y: year,
  M: month,
  L: month,
  w: number((wall) => weekOf(wall, dayOfYear(wall))),
  W: number((wall) => weekOf(wall, dateParts(wall).day)),
  D: number(dayOfYear),
  d: number((wall) => dateParts(wall).day),
  F: number((wall) => Math.ceil(dateParts(wall).day / 7)),
  E: name(DAYS, weekday),
  u: number((wall) => weekday(wall) || 7),
  a: (wall) => (dateParts(wall).hour < 12 ? 'AM' : 'PM'),
  H: number((wall) => dateParts(wall).hour),
  k: number((wall) => dateParts(wall).hour || 24),
  K: number((wall) => dateParts(wall).hour % 12),
  h: number((wall) => dateParts(wall).hour % 12 || 12),
  m: number((wall) => dateParts(wall).minute),
  s: number((wall) => dateParts(wall).second),
  S: number((wall) => dateParts(wall).millis),
  z: () => 'UTC',
  Z: () => '+0000',
  X: () => 'Z',
}
