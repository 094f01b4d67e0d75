import type { Check } from '../../src/lessons/check.ts'

/** What the metadata, the processes, the clock and the doors tell of any cluster; the rest is known of brokers that say what they do. */
const TOLD_BY_STATE: readonly string[] = [
  'leader-moved',
  'controller-changed',
  'isr-shrank',
  'isr-grew',
  'broker-killed',
  'broker-stopped',
  'broker-started',
  'clock-moved',
  'fault-hit',
]

/** The part of a check that can be asked of Apache Kafka; undefined: none of it. */
export function askable(check: Check): Check | undefined {
  if ('happened' in check) return TOLD_BY_STATE.includes(check.happened) ? check : undefined
  if ('all' in check) {
    const rest = check.all.flatMap((one) => askable(one) ?? [])
    return rest.length > 0 ? { all: rest } : undefined
  }
  return isWholly(check) ? check : undefined
}

function isWholly(check: Check): boolean {
  if ('all' in check) return check.all.every(isWholly)
  if ('any' in check) return check.any.every(isWholly)
  if ('not' in check) return isWholly(check.not)
  if ('stays' in check) return isWholly(check.stays)
  if ('within' in check) return isWholly(check.after) && isWholly(check.comes)
  return 'happened' in check ? TOLD_BY_STATE.includes(check.happened) : true
}
