/** What clients of a simulated cluster asked for, were promised and saw; the checks read it when the run is over. */

/** A partition's name: `orders-0`. */
export type Place = string

/** A record as its producer knows it; the value on the wire is `producer/number`. */
export interface Sent {
  readonly producer: string
  readonly number: number
  readonly place: Place
}

/** A record as a consumer got it. */
export interface Seen {
  readonly reader: string
  readonly place: Place
  readonly offset: number
  readonly value: string
}

/** How a producer was configured, which decides what it may count on. */
export interface ProducerKind {
  readonly acks: '0' | '1' | 'all'
  readonly idempotent: boolean
  /** One request in flight, so that a retry cannot overtake. */
  readonly inOrder: boolean
}

export class History {
  readonly producers = new Map<string, ProducerKind>()
  readonly sent = new Map<string, Sent>()
  /** Values acknowledged, with the offset promised (-1: acks=0 promises none). */
  readonly acknowledged = new Map<string, number>()
  readonly seen: Seen[] = []
  /** Highest offset of each partition that a commit of the group was acknowledged for. */
  readonly committed = new Map<Place, number>()
  readonly problems: string[] = []

  valueOf({ producer, number }: Pick<Sent, 'producer' | 'number'>): string {
    return `${producer}/${number}`
  }

  committedUpTo(place: Place, offset: number): void {
    this.committed.set(place, Math.max(offset, this.committed.get(place) ?? 0))
  }
}
