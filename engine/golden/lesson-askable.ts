import type { Check, HappenedCheck } from '../../src/lessons/check.ts'

/** What only our brokers tell: Apache's do not log it, or not so that it can be measured. */
const UNTOLD: readonly HappenedCheck['happened'][] = [
  'fetch-refused',
  'member-refused',
  'produce-repeated',
  'producers-expired',
  'offsets-expired',
  'group-removed',
  'broker-paused',
]

/** The part of a check that can be asked of Apache Kafka; undefined: none of it. */
export function askable(check: Check): Check | undefined {
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
  return 'happened' in check ? isTold(check) : true
}

/** How long partitions had nobody is not in the logs. */
function isTold({ happened, stopped, waited, idled }: HappenedCheck): boolean {
  return !UNTOLD.includes(happened) && [stopped, waited, idled].every((asked) => asked === undefined)
}
