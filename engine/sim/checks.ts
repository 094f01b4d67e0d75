/** What must hold after a run, whatever was done to the cluster meanwhile. Each check gives the problems that it finds. */
import type { History, Place, Seen } from './history.ts'

/** The logs as they are after the run: values by offset for each partition. */
export type FinalLog = ReadonlyMap<Place, ReadonlyMap<number, string>>

type Check = (history: History, log: FinalLog) => string[]

/** A record that all in-sync replicas had when it was acknowledged is where its producer was told. */
const nothingAcknowledgedIsLost: Check = (history, log) =>
  [...history.acknowledged].flatMap(([value, offset]) => {
    const { place = '', producer = '' } = history.sent.get(value) ?? {}
    const values = log.get(place)
    if (!values || offset < 0 || history.producers.get(producer)?.acks !== 'all') return []
    const found = values.get(offset)
    return found === value ? [] : [`${value} was acknowledged at ${place}/${offset}, where there is ${found}`]
  })

/** Every record in the log was sent, to that partition. */
const nothingIsInvented: Check = (history, log) =>
  entries(log).flatMap(({ place, offset, value }) =>
    history.sent.get(value)?.place === place ? [] : [`${place}/${offset} holds ${value}: nobody sent it there`],
  )

/** Idempotent producers: each record once, in the order sent. Others with one request in flight: first copies in order. */
const orderIsKept: Check = (history, log) => {
  const last = new Map<string, number>()
  const copies = new Set<string>()
  return entries(log).flatMap(({ place, offset, value }) => {
    const { producer = '', number = -1 } = history.sent.get(value) ?? {}
    const kind = history.producers.get(producer)
    const again = copies.has(value)
    copies.add(value)
    if (!kind?.inOrder || (again && !kind.idempotent)) return []
    if (again) return [`${value} is there twice, again at ${place}/${offset}`]
    const before = last.get(`${producer} ${place}`) ?? -1
    last.set(`${producer} ${place}`, number)
    return number > before ? [] : [`${value} at ${place}/${offset} comes after ${producer}/${before}`]
  })
}

/** What any consumer was shown stays as it was. */
const nothingSeenChanges: Check = (history, log) =>
  history.seen.flatMap(({ reader, place, offset, value }) => {
    const found = log.get(place)?.get(offset)
    return found === value ? [] : [`${reader} read ${value} at ${place}/${offset}, where there is now ${found}`]
  })

/** At least once: below what the group has committed, some member got every record. */
const committedMeansRead: Check = (history) => {
  const seen = new Set(history.seen.map(({ place, offset }) => `${place}/${offset}`))
  return [...history.committed].flatMap(([place, end]) =>
    Array.from({ length: end }, (_, offset) => `${place}/${offset}`)
      .filter((one) => !seen.has(one))
      .map((one) => `${one} is below the committed ${end} and no member of the group has read it`),
  )
}

/** Offsets of a partition begin at 0 and have no holes. */
const offsetsAreDense: Check = (_history, log) =>
  [...log].flatMap(([place, values]) =>
    [...values.keys()].flatMap((offset, at) => (offset === at ? [] : [`${place}: offset ${offset} follows ${at - 1}`])),
  )

const CHECKS: readonly Check[] = [
  nothingAcknowledgedIsLost,
  nothingIsInvented,
  orderIsKept,
  nothingSeenChanges,
  committedMeansRead,
  offsetsAreDense,
]

/** `log` has the partitions whose elections were clean; what unclean ones may do to the others is theirs. */
export function check(history: History, log: FinalLog): string[] {
  return [...history.problems, ...CHECKS.flatMap((one) => one(history, log))]
}

function entries(log: FinalLog): Omit<Seen, 'reader'>[] {
  return [...log].flatMap(([place, values]) => [...values].map(([offset, value]) => ({ place, offset, value })))
}
