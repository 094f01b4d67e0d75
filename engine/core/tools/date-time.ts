/** Date-times as the reset tools read them (`Utils.getDateTime`). */
import { clientException } from '../client/errors.ts'

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})(Z|[+-]\d\d(?::?\d\d)?)?$/

/** Milliseconds since 1970 of `YYYY-MM-DDTHH:mm:ss.sss`, in UTC unless a zone follows. Throws ParseException. */
export function parseDateTime(text: string): number {
  const parse = (message: string) => clientException('java.text.ParseException', message)
  const time = text.split('T')
  if (time.length !== 2) {
    throw parse("Error parsing timestamp. It does not contain a 'T' according to ISO8601 format")
  }
  const match = FORM.exec(text)
  if (!match) throw parse(`Unparseable date: "${text}"`)
  const [, year, month, day, hour, minute, second, millis, zone = 'Z'] = match
  const days = daysFromCivil(Number(year), Number(month), Number(day))
  const seconds = ((days * 24 + Number(hour)) * 60 + Number(minute)) * 60 + Number(second)
  return seconds * 1000 + Number(millis) - zoneMinutes(zone) * 60_000
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return zone.startsWith('-') ? -minutes : minutes
}

/** Days since 1970-01-01 (proleptic Gregorian). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}
