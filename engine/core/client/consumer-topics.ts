/** What a consumer knows of the topics it reads: metadata kept fresh, patterns matched, invalid names refused. */
import type { Env } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { AssignableTopics } from './assignors/assignor.ts'
import type { ConsumerSettings } from './consumer-config.ts'
import { exceptionOf, isRetriable, type KafkaException } from './errors.ts'
import type { Metadata } from './metadata.ts'
import type { NetworkClient } from './network-client.ts'
import type { SubscriptionState } from './subscription-state.ts'
import { sleep } from './timing.ts'

export interface TopicsHost {
  failed(error: KafkaException): void
  /** There is new metadata. */
  refreshed(): void
  /** Other topics match the pattern than before. */
  patternChanged(): void
  wake(): void
}

export class ConsumerTopics {
  private refreshing = false

  constructor(
    private readonly env: Env,
    private readonly network: NetworkClient,
    private readonly metadata: Metadata,
    private readonly subscription: SubscriptionState,
    private readonly settings: ConsumerSettings,
    private readonly host: TopicsHost,
  ) {}

  /** Throws InvalidTopicException when a topic that is wanted cannot be. */
  refuseInvalid(): void {
    const wanted = this.subscription.wantedTopics
    if (wanted === 'all') return
    const invalid = wanted.filter((topic) => this.metadata.errorOf(topic) === Errors.INVALID_TOPIC_EXCEPTION)
    if (invalid.length === 0) return
    this.metadata.invalidate()
    throw exceptionOf(Errors.INVALID_TOPIC_EXCEPTION, `Invalid topics: [${invalid.join(', ')}]`)
  }

  /** Refreshes metadata in the background when it is old, was wrong, or lacks a topic. */
  keepFresh(): void {
    if (this.refreshing) return
    const wanted = this.subscription.wantedTopics
    const missing = wanted !== 'all' && wanted.some((topic) => !this.metadata.topic(topic))
    if (!missing && !this.metadata.needsRefresh(wanted)) return
    this.refreshing = true
    void this.refresh(wanted).finally(() => {
      this.refreshing = false
      this.host.wake()
    })
  }

  private async refresh(wanted: 'all' | readonly string[]): Promise<void> {
    try {
      await this.metadata.refresh(wanted)
      this.matchPattern()
      this.host.refreshed()
      const incomplete = wanted !== 'all' && wanted.some((topic) => !this.metadata.topic(topic))
      if (incomplete) await sleep(this.env, this.settings.retryBackoffMs)
    } catch (error) {
      if (!isRetriable(error)) this.host.failed(error as KafkaException)
      await sleep(this.env, this.settings.retryBackoffMs)
    }
  }

  private matchPattern(): void {
    const { pattern } = this.subscription
    if (this.subscription.kind !== 'pattern' || !pattern) return
    const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace('g', ''))
    const matching = this.metadata
      .allTopics()
      .filter((topic) => whole.test(topic.name) && !(topic.internal && this.settings.excludeInternalTopics))
    const names = matching.map((topic) => topic.name).sort()
    if (names.join('\n') === [...this.subscription.topics].join('\n')) return
    this.subscription.topics = new Set(names)
    this.host.patternChanged()
  }

  /** The topics subscribed to, by metadata asked for now. */
  async refreshed(): Promise<readonly string[]> {
    await this.metadata.refresh(this.subscription.wantedTopics)
    this.matchPattern()
    return [...this.subscription.topics]
  }

  /** Topics as assignors need them; those that do not exist are absent. */
  async assignable(topics: readonly string[]): Promise<AssignableTopics> {
    if (topics.some((topic) => !this.metadata.topic(topic))) await this.metadata.refresh(topics)
    const rackOf = (node: number) => this.network.node(node)?.rack ?? null
    const known = topics.flatMap((name) => this.metadata.topic(name) ?? [])
    return new Map(
      known.map(({ name, partitions }) => {
        const racks = partitions.map((p) => p.replicas.map(rackOf).filter((rack) => rack !== null))
        const partitionCount = partitions.length
        return [name, { name, partitionCount, racks: racks.every((list) => list.length === 0) ? [] : racks }]
      }),
    )
  }
}
