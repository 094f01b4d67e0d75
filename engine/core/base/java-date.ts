import { civilFromDays } from './civil-date.ts'

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A time as `java.util.Date` prints it in UTC: `Sat Nov 21 02:57:21 UTC 2026`. */
export function javaDate(ms: number): string {
  const days = Math.floor(ms / 86_400_000)
  const seconds = Math.floor(ms / 1000) - days * 86_400
  const { year, month, day } = civilFromDays(days)
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(':')
  return `${DAYS[((days % 7) + 7) % 7]} ${MONTHS[month - 1]} ${twoDigits(day)} ${time} UTC ${year}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
