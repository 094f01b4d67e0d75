/** ISO-8601 durations and date-times as Java's Duration and the reset tools read them. */

const DURATION = /^([-+]?)P(?:([-+]?\d+)D)?(?:T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:\.(\d{0,9}))?S)?)?$/i

/** Milliseconds of `PnDTnHnMn.nS`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text)
  if (!match || /[PT]$/i.test(text)) return undefined
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0, fraction = ''] = match
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
  const millis = whole * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3))
  return sign === '-' ? -millis : millis
}
