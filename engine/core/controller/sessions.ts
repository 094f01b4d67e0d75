/** What the active controller knows of brokers from their heartbeats; not in the log (`BrokerHeartbeatManager.java`). */

interface Session {
  readonly epoch: number
  /** Monotonic ms of the last heartbeat, or of the start of this controller's term. */
  lastContact: number
  /** What the broker has replayed; −1 before its first heartbeat. */
  metadataOffset: number
  /** Offset of the records that began its controlled shutdown; null: none is under way. */
  controlledShutdownOffset: number | null
  /** Its process is gone and will register again. */
  isGone: boolean
}

/** Sessions of the registered brokers. */
export class BrokerSessions {
  private readonly sessions = new Map<number, Session>()

  constructor(private readonly timeoutMs: number) {}

  /** A new term: every broker gets a fresh session time. */
  reset(brokers: Iterable<{ readonly id: number; readonly epoch: number }>, now: number): void {
    this.sessions.clear()
    for (const { id, epoch } of brokers) this.register(id, epoch, now)
  }

  register(id: number, epoch: number, now: number): void {
    this.sessions.set(id, {
      epoch,
      lastContact: now,
      metadataOffset: -1,
      controlledShutdownOffset: null,
      isGone: false,
    })
  }

  remove(id: number): void {
    this.sessions.delete(id)
  }

  /** Its process is known to be gone. */
  end(id: number): void {
    const session = this.sessions.get(id)
    if (session) session.lastContact = Number.NEGATIVE_INFINITY
  }

  /** Its process is gone, another is on its way: it has the session's time to register. */
  expectBack(id: number): void {
    const session = this.sessions.get(id)
    if (session) session.isGone = true
  }

  /** A heartbeat came; one of another registration, a process of before, says nothing of this one. */
  touch(id: number, epoch: number, { metadataOffset, now }: { metadataOffset: number; now: number }): void {
    const session = this.sessions.get(id)
    if (session?.epoch !== epoch) return
    session.lastContact = now
    session.metadataOffset = metadataOffset
  }

  beginControlledShutdown(id: number, offset: number): void {
    const session = this.sessions.get(id)
    if (session) session.controlledShutdownOffset ??= offset
  }

  controlledShutdownOffset(id: number): number | null {
    return this.sessions.get(id)?.controlledShutdownOffset ?? null
  }

  /** Whether the broker has been heard of lately in this registration. */
  isLive(id: number, epoch: number, now: number): boolean {
    const session = this.sessions.get(id)
    return session !== undefined && session.epoch === epoch && !session.isGone && !this.expired(session, now)
  }

  /** Brokers not heard of for the session timeout. */
  stale(now: number): number[] {
    return [...this.sessions].filter(([, session]) => this.expired(session, now)).map(([id]) => id)
  }

  /** The least offset that the given brokers have replayed. */
  lowestOffset(ids: readonly number[]): number {
    return Math.min(...ids.map((id) => this.sessions.get(id)?.metadataOffset ?? -1))
  }

  private expired(session: Session, now: number): boolean {
    return now - session.lastContact > this.timeoutMs
  }
}
