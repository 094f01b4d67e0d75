import { language } from '../session/settings.ts'

/** 41208 → 41,208 in the learner's language. */
export function count(value: number): string {
  return value.toLocaleString(language.value === 'zh' ? 'zh-CN' : 'en')
}

/** 5347737 → 5.1 MB. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let rest = value
  let unit = 0
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1024
    unit++
  }
  return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`
}

/** Time of day with milliseconds. */
export function clockTime(ms: number): string {
  const date = new Date(ms)
  const pad = (n: number, width = 2) => String(n).padStart(width, '0')
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`
}

/** The text of bytes if they are UTF-8, else their hex; null stays null. */
export function textOf(value: Uint8Array | null): string {
  if (value === null) return 'null'
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value)
  } catch {
    return `0x${[...value.subarray(0, 32)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }
}

/** The colour of a partition, the same in every view; distinct for colour-blind people. */
export function partitionColour(partition: number): string {
  return `var(--p${partition % 6})`
}
