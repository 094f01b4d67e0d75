import { javaHash } from '../base/hash.ts'
import { Part } from '../base/part.ts'
import type { Env } from '../env/env.ts'
import type { Partition } from './partition.ts'
import type { Peers, ReplicationConfig } from './peers.ts'
import type { ReplicaFetcher } from './replica-fetcher.ts'
import type { ReplicationQuota } from './replication-quota.ts'

/** Nobody follows before there is a topic. */
const FETCHER = new Part(() => import('./replica-fetcher.ts'))

export interface FetcherManagerOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'trace'>
  readonly brokerId: number
  readonly peers: Peers
  readonly config: ReplicationConfig
  /** Of what this broker fetches. */
  readonly quota: ReplicationQuota
}

/** The fetchers of a broker: `num.replica.fetchers` for each leader that it follows (`ReplicaFetcherManager`). */
export class FetcherManager {
  private readonly fetchers = new Map<string, ReplicaFetcher>()
  /** Which fetcher has a partition. */
  private readonly places = new Map<Partition, ReplicaFetcher>()
  /** Partitions to be followed once the program for it is there. */
  private readonly waiting = new Set<Partition>()

  constructor(private readonly options: FetcherManagerOptions) {}

  /** Follows the partition's leader of now. */
  add(partition: Partition): void {
    const loading = FETCHER.loading()
    if (!loading) return this.follow(partition)
    this.waiting.add(partition)
    void loading.then(() => this.waiting.delete(partition) && this.follow(partition))
  }

  private follow(partition: Partition): void {
    const fetcher = this.fetcherFor(partition)
    this.places.set(partition, fetcher)
    fetcher.add(partition)
  }

  /** Resolves when nothing touches the partition's log any more. */
  async remove(partition: Partition): Promise<void> {
    this.waiting.delete(partition)
    const fetcher = this.places.get(partition)
    this.places.delete(partition)
    await fetcher?.remove(partition)
  }

  /** Ends all; resolves when no log is touched any more. */
  async close(): Promise<void> {
    this.waiting.clear()
    await Promise.all([...this.fetchers.values()].map((fetcher) => fetcher.close()))
    this.fetchers.clear()
    this.places.clear()
  }

  private fetcherFor({ leaderId, topic, index }: Partition): ReplicaFetcher {
    const { env, brokerId, peers, config, quota } = this.options
    const fetcherId = Math.abs((Math.imul(31, javaHash(topic)) + index) | 0) % config.fetchers
    const key = `${leaderId}:${fetcherId}`
    const known = this.fetchers.get(key)
    if (known) return known
    const made = new FETCHER.now.ReplicaFetcher({
      env,
      brokerId,
      leaderId,
      brokerEpoch: () => peers.brokerEpoch,
      connect: () => peers.endpoint(leaderId, `broker-${brokerId}-fetcher-${fetcherId}`),
      config,
      quota,
    })
    this.fetchers.set(key, made)
    return made
  }
}
