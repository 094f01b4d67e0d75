/** What must hold after a run, whatever was done to the broker meanwhile. Each check gives the problems that it finds. */
import type { History, Seen } from './history.ts'

/** The log as it is after the run: values by offset for each partition. */
export type FinalLog = ReadonlyMap<number, ReadonlyMap<number, string>>

type Check = (history: History, log: FinalLog) => string[]

/** An acknowledged record is where its producer was told. */
const nothingAcknowledgedIsLost: Check = (history, log) =>
  [...history.acknowledged].flatMap(([value, offset]) => {
    if (offset < 0) return []
    const partition = history.sent.get(value)?.partition ?? -1
    const found = log.get(partition)?.get(offset)
    return found === value ? [] : [`${value} was acknowledged at ${partition}/${offset}, where there is ${found}`]
  })

/** Every record in the log was sent, to that partition. */
const nothingIsInvented: Check = (history, log) =>
  entries(log).flatMap(({ partition, offset, value }) =>
    history.sent.get(value)?.partition === partition
      ? []
      : [`${partition}/${offset} holds ${value}: nobody sent it there`],
  )

/** Idempotent producers: each record once, in the order sent. Others with one request in flight: first copies in order. */
const orderIsKept: Check = (history, log) => {
  const last = new Map<string, number>()
  const copies = new Set<string>()
  return entries(log).flatMap(({ partition, offset, value }) => {
    const { producer = '', number = -1 } = history.sent.get(value) ?? {}
    const kind = history.producers.get(producer)
    const again = copies.has(value)
    copies.add(value)
    if (!kind?.inOrder || (again && !kind.idempotent)) return []
    if (again) return [`${value} is there twice, again at ${partition}/${offset}`]
    const before = last.get(`${producer} ${partition}`) ?? -1
    last.set(`${producer} ${partition}`, number)
    return number > before ? [] : [`${value} at ${partition}/${offset} comes after ${producer}/${before}`]
  })
}

/** What any consumer was shown stays as it was. */
const nothingSeenChanges: Check = (history, log) =>
  history.seen.flatMap(({ reader, partition, offset, value }) => {
    const found = log.get(partition)?.get(offset)
    return found === value ? [] : [`${reader} read ${value} at ${partition}/${offset}, where there is now ${found}`]
  })

/** At least once: below what the group has committed, some member got every record. */
const committedMeansRead: Check = (history) => {
  const seen = new Set(history.seen.map(({ partition, offset }) => `${partition}/${offset}`))
  return [...history.committed].flatMap(([partition, end]) =>
    Array.from({ length: end }, (_, offset) => `${partition}/${offset}`)
      .filter((place) => !seen.has(place))
      .map((place) => `${place} is below the committed ${end} and no member of the group has read it`),
  )
}

/** Offsets of a partition begin at 0 and have no holes. */
const offsetsAreDense: Check = (_history, log) =>
  [...log].flatMap(([partition, values]) =>
    [...values.keys()].flatMap((offset, at) =>
      offset === at ? [] : [`${partition}: offset ${offset} follows ${at - 1}`],
    ),
  )

const CHECKS: readonly Check[] = [
  nothingAcknowledgedIsLost,
  nothingIsInvented,
  orderIsKept,
  nothingSeenChanges,
  committedMeansRead,
  offsetsAreDense,
]

export function check(history: History, log: FinalLog): string[] {
  return [...history.problems, ...CHECKS.flatMap((one) => one(history, log))]
}

function entries(log: FinalLog): Omit<Seen, 'reader'>[] {
  return [...log].flatMap(([partition, values]) => [...values].map(([offset, value]) => ({ partition, offset, value })))
}
