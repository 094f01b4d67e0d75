/** What a request came to: the frame to send, in parts (null: none), or why the connection must close. */
export type Outcome = { readonly frame: readonly Uint8Array[] | null } | { readonly failure: unknown }

/** A request that was taken up: its size, and its outcome once there is one. */
interface Slot {
  readonly bytes: number
  outcome: Outcome | null
}

/** Gives the outcomes of a connection's requests in the order of the requests, whichever is there first. */
export class AnswerQueue {
  private slots: Slot[] = []
  private held = 0

  /** `give`: called once for each request, in order, until {@link clear}. */
  constructor(private readonly give: (outcome: Outcome) => void) {}

  /** Requests taken up that are not answered yet. */
  get length(): number {
    return this.slots.length
  }

  /** Bytes of these requests. */
  get bytes(): number {
    return this.held
  }

  /** Takes a place for a request of so many bytes; call what it gives once, with the outcome. */
  enter(bytes: number): (outcome: Outcome) => void {
    const slot: Slot = { bytes, outcome: null }
    this.slots.push(slot)
    this.held += bytes
    return (outcome) => {
      slot.outcome = outcome
      this.giveReady()
    }
  }

  /** Nobody waits any more. */
  clear(): void {
    this.slots = []
    this.held = 0
  }

  private giveReady(): void {
    for (let first = this.slots[0]; first?.outcome; first = this.slots[0]) {
      this.slots.shift()
      this.held -= first.bytes
      this.give(first.outcome)
    }
  }
}
