/** One request at a time to each node, and a pause after a failure (`RequestManager.java`). */
import type { Address, RaftRequest } from './quorum-types.ts'

interface Connection {
  inFlight: number | null
  backoffUntil: number
}

/** A request that has not been answered. */
export interface InFlight {
  readonly to: string
  readonly request: RaftRequest
}

export class Connections {
  private readonly byAddress = new Map<string, Connection>()
  private readonly inFlight = new Map<number, InFlight>()
  private nextId = 0

  constructor(private readonly retryBackoffMs: number) {}

  private at(key: string): Connection {
    let found = this.byAddress.get(key)
    if (!found) this.byAddress.set(key, (found = { inFlight: null, backoffUntil: 0 }))
    return found
  }

  isReady(to: Address, now: number): boolean {
    const { inFlight, backoffUntil } = this.at(keyOf(to))
    return inFlight === null && backoffUntil <= now
  }

  isBackingOff(to: Address, now: number): boolean {
    return this.at(keyOf(to)).backoffUntil > now
  }

  /** When a request may go there: now or later; Infinity while one is under way. */
  readyAt(to: Address): number {
    const { inFlight, backoffUntil } = this.at(keyOf(to))
    return inFlight === null ? backoffUntil : Number.POSITIVE_INFINITY
  }

  /** Notes a request; gives its id. */
  sent(to: Address, request: RaftRequest): number {
    const id = this.nextId++
    const key = keyOf(to)
    this.at(key).inFlight = id
    this.inFlight.set(id, { to: key, request })
    return id
  }

  /** The request that an answer is for; undefined: nobody waits for it any more. */
  answered(id: number): InFlight | undefined {
    const found = this.inFlight.get(id)
    if (!found) return undefined
    this.inFlight.delete(id)
    const connection = this.at(found.to)
    if (connection.inFlight === id) connection.inFlight = null
    return found
  }

  /** The next request waits; also for answers that tell the sender to try later. */
  backOff(to: string, now: number): void {
    this.at(to).backoffUntil = now + this.retryBackoffMs
  }

  /** A new role asks anew: what the old one asked is not waited for, and its pauses are over. */
  reset(): void {
    this.byAddress.clear()
    this.inFlight.clear()
  }
}

export function keyOf({ host, port }: Address): string {
  return `${host}:${port}`
}
