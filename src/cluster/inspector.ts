import { signal } from '@preact/signals'
import type { Admin } from '../../engine/core/client/admin.ts'
import type { Env, Timer } from '../../engine/core/env/env.ts'
import { type ClusterState, EMPTY_STATE } from './cluster-state.ts'
import type { TappedRequest } from './host-types.ts'

/** Client id of the page's own requests: the Wire view can leave them out. */
export const INSPECTOR_CLIENT = 'logbook-page'

/** A request of the page that looks, whether it asked itself or a broker sent it on. */
export function isOfPage({ clientId, onBehalfOf }: TappedRequest): boolean {
  return clientId === INSPECTOR_CLIENT || onBehalfOf === INSPECTOR_CLIENT
}

/** Reads at most so often, however much happens. */
const LEAST_PAUSE_MS = 250

/** An answer is not the end: followers fetch what was written, and the high watermark moves. Nobody tells of that: it is looked at so much later. */
const AFTERWARDS_MS = [1000, 3000] as const

/** Keeps a picture of the cluster that follows what happens in it: read again after events, not on a clock. */
export class Inspector {
  readonly state = signal<ClusterState>(EMPTY_STATE)
  private admin: Promise<Admin> | undefined
  private quorum: Promise<Admin> | undefined
  private reading = false
  private again = false
  private begun = 0
  private published = 0
  private lastRead = Number.NEGATIVE_INFINITY
  /** How many looks came since something happened. */
  private looks = 0
  private later: Timer | undefined
  private readonly watchers = new Set<(state: ClusterState) => void>()

  /** `connect` makes the page's admin client when the cluster is first asked. */
  constructor(
    private readonly env: Env,
    private readonly connect: () => Promise<Admin>,
  ) {}

  /** Something happened that may have changed the state. Calls close together are answered by one reading. */
  poke(): void {
    this.looks = 0
    this.look()
  }

  private look(): void {
    this.later?.cancel()
    this.again = true
    if (this.reading) return
    this.reading = true
    const wait = Math.max(0, this.lastRead + LEAST_PAUSE_MS - this.env.clock.monotonic())
    this.env.timers.after(wait, () => void this.read())
  }

  /** Called after each reading. */
  watch(changed: (state: ClusterState) => void): () => void {
    this.watchers.add(changed)
    return () => this.watchers.delete(changed)
  }

  /** Reads now and gives the state. Rejects when no broker answers. */
  async now(): Promise<ClusterState> {
    const begun = ++this.begun
    const [admin, quorum, { readClusterState }] = await Promise.all([
      this.client(),
      this.quorumClient(),
      import('./read-cluster-state.ts'),
    ])
    const state = await readClusterState(admin, quorum, this.env.timers)
    // Of two readings at once the one that began earlier may end later: it is not what is the case now.
    if (begun > this.published) {
      this.published = begun
      this.publish(state)
    }
    return state
  }

  /** Another cluster comes: nothing of the old one is known any more. */
  forget(): void {
    for (const client of [this.admin, this.quorum]) void client?.then((admin) => admin.close())
    this.admin = undefined
    this.quorum = undefined
    // A reading under way is of the old one.
    this.published = this.begun
    this.publish(EMPTY_STATE)
  }

  /** The page's own admin client. */
  client(): Promise<Admin> {
    this.admin ??= this.connect().catch((error: unknown) => {
      this.admin = undefined
      throw error
    })
    return this.admin
  }

  /**
   * Asks for the controller on connections of its own: while there is none, brokers leave the question unanswered, and a
   * broker answers what came in on a connection one after the other.
   */
  private quorumClient(): Promise<Admin> {
    this.quorum ??= this.connect().catch((error: unknown) => {
      this.quorum = undefined
      throw error
    })
    return this.quorum
  }

  private async read(): Promise<void> {
    this.again = false
    try {
      await this.now()
    } catch {
      // No broker answers: the last known state stays, the chips in the top bar say that it is down.
    }
    this.lastRead = this.env.clock.monotonic()
    this.reading = false
    if (this.again) return this.look()
    const afterMs = AFTERWARDS_MS[this.looks++]
    if (afterMs !== undefined) this.later = this.env.timers.after(afterMs, () => this.look())
  }

  private publish(state: ClusterState): void {
    this.state.value = state
    for (const changed of this.watchers) changed(state)
  }
}
