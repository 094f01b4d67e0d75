import type { Clock } from '../env/env.ts'
import type { LogConfig } from '../log/log-config.ts'

/** Which replicas a quota is for, and how much it allows. */
export interface QuotaRules {
  readonly brokerId: number
  /** Bytes per second now; Infinity: no limit. */
  readonly limit: () => number
  /** `leader.` or `follower.replication.throttled.replicas` of a topic. */
  readonly throttledReplicas: (config: LogConfig) => readonly string[]
  /** `replication.quota.window.num` */
  readonly windows: number
  /** `replication.quota.window.size.seconds` in ms. */
  readonly windowMs: number
}

interface Window {
  readonly start: number
  bytes: number
}

/** A replica as the quota sees it. */
interface Replica {
  readonly index: number
  readonly log: { readonly config: LogConfig }
}

/**
 * Limits what replicas that are being moved send or fetch (`ReplicationQuotaManager`): the rate is that of the last
 * windows, and a partition that is over it waits until they have passed.
 */
export class ReplicationQuota {
  private windows: Window[] = []

  constructor(
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly rules: QuotaRules,
  ) {}

  /** Whether the quota is for this replica at all. */
  isThrottled({ index, log }: Replica): boolean {
    const replicas = this.rules.throttledReplicas(log.config)
    return replicas.includes('*') || replicas.includes(`${index}:${this.rules.brokerId}`)
  }

  record(bytes: number): void {
    const now = this.clock.monotonic()
    const last = this.windows.at(-1)
    if (last && now - last.start < this.rules.windowMs) last.bytes += bytes
    else this.windows.push({ start: now, bytes })
  }

  get isExceeded(): boolean {
    return this.rate() > this.rules.limit()
  }

  /** Whether nothing of this replica is to be exchanged now. */
  holdsBack(replica: Replica): boolean {
    return this.isThrottled(replica) && this.isExceeded
  }

  /** Bytes per second over the windows that count, at least over one. */
  private rate(): number {
    const now = this.clock.monotonic()
    const { windows, windowMs } = this.rules
    this.windows = this.windows.filter(({ start }) => now - start < windows * windowMs)
    const elapsed = Math.max(windowMs, now - (this.windows[0]?.start ?? now))
    return (this.windows.reduce((sum, { bytes }) => sum + bytes, 0) * 1000) / elapsed
  }
}

/** Both sides of a broker. */
export interface ReplicationQuotas {
  readonly leader: ReplicationQuota
  readonly follower: ReplicationQuota
}
