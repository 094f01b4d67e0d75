import { type ClusterEvent, isTurn } from '../session/event-log.ts'

/** The latest first: by their times, and where all went back to another moment, with the clock, by what was told after it. */
export function latestFirst(events: readonly ClusterEvent[]): ClusterEvent[] {
  const stretches: ClusterEvent[][] = [[]]
  for (const event of events) {
    if (isTurn(event)) stretches.push([event], [])
    else stretches.at(-1)?.push(event)
  }
  return stretches.reverse().flatMap((stretch) => stretch.sort((a, b) => b.at - a.at))
}
