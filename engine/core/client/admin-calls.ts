/** How admin requests find their broker, are retried, and time out. */
import type { Env } from '../env/env.ts'
import type { ApiName } from '../protocol/apis.ts'
import { Errors } from '../protocol/errors.ts'
import type { Answered, Body } from './channel.ts'
import { exceptionOf, KafkaException, saysMetadataIsStale, TimeoutException } from './errors.ts'
import type { Outcome } from './keyed-result.ts'
import type { Metadata } from './metadata.ts'
import { isDisconnect, type NetworkClient, type Node } from './network-client.ts'
import { backoffMs, Deadline, sleep } from './timing.ts'
import { partitionKey, type TopicPartition } from './topic-partition.ts'

export interface CallOptions {
  /** Milliseconds for the whole call with its retries; default `default.api.timeout.ms`. */
  readonly timeoutMs?: number
}

/** Where a request goes. */
export type Target = 'any' | 'controller' | number

/** A call that goes to the leaders of partitions. */
export interface LeaderCall {
  /** The Java client's name of it. */
  readonly name: string
  /** A topic that metadata does not know: awaited, as it may be new, or an error at once. */
  readonly unknownTopics: 'await' | 'fail'
}

/** What one request said about each key that it carried: an outcome, or that it is to be tried again. */
export type Verdict<V> = Outcome<V> | { readonly retry: KafkaException }

const ADMIN_LOGGER = 'org.apache.kafka.clients.admin.internals'

export class AdminCalls {
  constructor(
    readonly env: Env,
    readonly network: NetworkClient,
    readonly metadata: Metadata,
    private readonly options: {
      defaultTimeoutMs: number
      requestTimeoutMs: number
      backoffMs: number
      backoffMaxMs: number
      retries: number
    },
  ) {}

  deadline(options: CallOptions = {}): Deadline {
    return new Deadline(this.env, options.timeoutMs ?? this.options.defaultTimeoutMs)
  }

  /**
   * Runs `attempt` until it gives a value; retriable exceptions mean: again after a pause. `callName` is the Java
   * client's name of the call, which its timeouts speak of.
   */
  async retry<V>(callName: string, deadline: Deadline, attempt: () => Promise<V>): Promise<V> {
    for (let tries = 0; ; tries++) {
      try {
        return await attempt()
      } catch (error) {
        if (!(error instanceof KafkaException) || !error.retriable || this.network.isClosed) throw error
        // Who does not answer may be gone: as with Java's client, brokers are asked for anew.
        if (saysMetadataIsStale(error.code) || isDisconnect(error) || error instanceof TimeoutException)
          this.metadata.invalidate()
        const wait = this.backoff(tries)
        if (wait >= deadline.left) {
          await sleep(this.env, deadline.left)
          throw this.timeout(callName, tries + 1, isDisconnect(error))
        }
        await sleep(this.env, wait)
      }
    }
  }

  private backoff(tries: number): number {
    return backoffMs(this.env, tries, { initialMs: this.options.backoffMs, maxMs: this.options.backoffMaxMs })
  }

  private timeout(callName: string, tries: number, noNode: boolean): KafkaException {
    if (noNode) return finalTimeout(`Timed out waiting for a node assignment. Call: ${callName}`)
    const now = this.env.clock.wall()
    return finalTimeout(
      `Call(callName=${callName}, deadlineMs=${now}, tries=${tries}, nextAllowedTryMs=${now}) timed out at ${now} after ${tries} attempt(s)`,
    )
  }

  /** Sends one request to a broker; not retried here. */
  async send<N extends ApiName>(
    target: Target,
    name: N,
    body: Body<N>,
    deadline: Deadline,
    options: { maxVersion?: number } = {},
  ): Promise<Answered<N>> {
    const node = await this.resolve(target)
    const timeoutMs = Math.max(1, Math.min(this.options.requestTimeoutMs, deadline.left))
    return this.network.send(node, name, body, { ...options, timeoutMs })
  }

  private async resolve(target: Target): Promise<Node> {
    if (this.metadata.version === 0 || this.metadata.needsRefresh([])) await this.metadata.refresh([])
    if (target === 'any') return this.network.leastLoaded()
    const id = target === 'controller' ? this.metadata.controllerId : target
    const node = this.network.node(id)
    if (node) return node
    if (target === 'controller') return this.network.leastLoaded()
    throw new KafkaException(`node ${id} is not known`, { retriable: true, code: Errors.BROKER_NOT_AVAILABLE })
  }

  /** Sends one request with retries; `check` throws what the answer says is wrong. */
  request<N extends ApiName>(
    callName: string,
    target: Target,
    name: N,
    body: Body<N>,
    options: CallOptions & { check?: (answer: Answered<N>['body']) => void; maxVersion?: number } = {},
  ): Promise<Answered<N>['body']> {
    const deadline = this.deadline(options)
    return this.retry(callName, deadline, async () => {
      const { maxVersion } = options
      const answer = await this.send(target, name, body, deadline, maxVersion === undefined ? {} : { maxVersion })
      options.check?.(answer.body)
      return answer.body
    })
  }

  /** All brokers that metadata names. */
  async brokers(callName: string, deadline: Deadline): Promise<readonly Node[]> {
    await this.retry(callName, deadline, () => this.metadata.refresh([]))
    return this.network.candidates()
  }

  /**
   * Asks the leaders of partitions, each once for all that it leads, until every partition has an outcome.
   */
  async byLeader<T extends TopicPartition, V>(
    call: LeaderCall,
    partitions: readonly T[],
    deadline: Deadline,
    ask: (leader: number, partitions: readonly T[]) => Promise<ReadonlyMap<string, Verdict<V>>>,
  ): Promise<Map<T, Outcome<V>>> {
    const outcomes = new Map<T, Outcome<V>>()
    for (let tries = 0; ; tries++) {
      const missing = partitions.filter((partition) => !outcomes.has(partition))
      if (missing.length === 0) return inOrder(partitions, outcomes)
      const found = await this.askLeaders(call, missing, deadline, ask, outcomes)
      const left = missing.filter((partition) => !outcomes.has(partition))
      if (left.length === 0) continue
      const wait = this.backoff(tries)
      if (wait >= deadline.left) {
        const phase = found ? call.name : `${call.name}(api=METADATA)`
        for (const partition of left) outcomes.set(partition, { error: this.timeout(phase, tries + 1, false) })
        continue
      }
      await sleep(this.env, wait)
    }
  }

  private async askLeaders<T extends TopicPartition, V>(
    call: LeaderCall,
    missing: readonly T[],
    deadline: Deadline,
    ask: (leader: number, partitions: readonly T[]) => Promise<ReadonlyMap<string, Verdict<V>>>,
    outcomes: Map<T, Outcome<V>>,
  ): Promise<boolean> {
    const topics = [...new Set(missing.map(({ topic }) => topic))]
    await this.retry(`${call.name}(api=METADATA)`, deadline, () => this.metadata.refresh(topics))
    const failures = this.topicFailures(topics, call)
    const groups = new Map<number, T[]>()
    for (const partition of missing) {
      const failure = failures.get(partition.topic)
      if (failure) {
        outcomes.set(partition, { error: failure(partitionKey(partition)) })
        continue
      }
      const leader = this.metadata.leaderOf(partition.topic, partition.partition)
      if (leader) groups.set(leader.id, [...(groups.get(leader.id) ?? []), partition])
    }
    await Promise.all([...groups].map(([leader, list]) => this.askLeader(leader, list, ask, outcomes)))
    return groups.size > 0
  }

  /** Topics whose leaders cannot be looked up, logged, with each partition's exception (`PartitionLeaderStrategy`). */
  private topicFailures(topics: readonly string[], { unknownTopics }: LeaderCall): Map<string, TopicFailure> {
    const failures = new Map<string, TopicFailure>()
    for (const topic of topics) {
      const error = this.metadata.errorOf(topic)
      if (RETRIED_LOOKUPS.includes(error)) continue
      if (error === Errors.UNKNOWN_TOPIC_OR_PARTITION && unknownTopics === 'await') continue
      const { logged, why } = LOOKUP_FAILURES[error] ?? UNEXPECTED
      this.logUnexpected('PartitionLeaderStrategy', `Received ${logged(topic)}\n${exceptionOf(error)}`)
      failures.set(topic, (key) => exceptionOf(error, `Failed to fetch metadata for partition ${key} ${why(topic)}`))
    }
    return failures
  }

  private async askLeader<T extends TopicPartition, V>(
    leader: number,
    partitions: readonly T[],
    ask: (leader: number, partitions: readonly T[]) => Promise<ReadonlyMap<string, Verdict<V>>>,
    outcomes: Map<T, Outcome<V>>,
  ): Promise<void> {
    const verdicts = await ask(leader, partitions).catch((error: unknown) => {
      if (error instanceof KafkaException && error.retriable) return new Map<string, Verdict<V>>()
      throw error
    })
    for (const partition of partitions) {
      const verdict = verdicts.get(partitionKey(partition))
      if (verdict && !('retry' in verdict)) outcomes.set(partition, verdict)
    }
  }

  /** The log line of an error that a handler of the Java admin client did not expect. */
  logUnexpected(handler: string, message: string): void {
    this.network.log('ERROR', message, `${ADMIN_LOGGER}.${handler}`)
  }

  /** Node id of a group's (0) or transaction's (1) coordinator. */
  async coordinator(callName: string, key: string, deadline: Deadline, keyType = 0): Promise<number> {
    return this.retry(`${callName}(api=FIND_COORDINATOR)`, deadline, async () => {
      const { body } = await this.send('any', 'FindCoordinator', findCoordinatorBody(key, keyType), deadline)
      const found = body.coordinators[0] ?? body
      if (found.errorCode !== Errors.NONE) throw exceptionOf(found.errorCode, found.errorMessage)
      if (!this.network.node(found.nodeId)) await this.metadata.refresh([])
      return found.nodeId
    })
  }

  /** Sends to a group's coordinator, found anew when it moved. */
  async toCoordinator<N extends ApiName>(
    callName: string,
    group: string,
    name: N,
    body: Body<N>,
    deadline: Deadline,
    check?: (answer: Answered<N>['body']) => void,
  ): Promise<Answered<N>> {
    return this.retry(callName, deadline, async () => {
      const node = await this.coordinator(callName, group, deadline)
      const answer = await this.send(node, name, body, deadline)
      check?.(answer.body)
      return answer
    })
  }
}

type TopicFailure = (partition: string) => KafkaException

/** Answers about a topic that do not end the look-up of its leaders. */
const RETRIED_LOOKUPS: readonly number[] = [Errors.NONE, Errors.LEADER_NOT_AVAILABLE, Errors.BROKER_NOT_AVAILABLE]

interface LookupFailure {
  readonly logged: (topic: string) => string
  readonly why: (topic: string) => string
}

const LOOKUP_FAILURES: { readonly [error: number]: LookupFailure } = {
  [Errors.UNKNOWN_TOPIC_OR_PARTITION]: {
    logged: (topic) => `unknown topic error for topic ${topic}`,
    why: (topic) => `because metadata for topic \`${topic}\` could not be found`,
  },
  [Errors.TOPIC_AUTHORIZATION_FAILED]: {
    logged: (topic) => `authorization failure for topic ${topic} in \`Metadata\` response`,
    why: () => 'due to topic authorization failure',
  },
  [Errors.INVALID_TOPIC_EXCEPTION]: {
    logged: (topic) => `invalid topic error for topic ${topic} in \`Metadata\` response`,
    why: (topic) => `due to invalid topic \`${topic}\``,
  },
}

const UNEXPECTED: LookupFailure = {
  logged: (topic) => `unexpected error for topic ${topic} in \`Metadata\` response`,
  why: (topic) => `due to unexpected error for topic \`${topic}\``,
}

/** The time of the whole call is up: nobody around it tries again. */
function finalTimeout(message: string): KafkaException {
  return new KafkaException(message, { javaClass: 'org.apache.kafka.common.errors.TimeoutException' })
}

function inOrder<T, V>(keys: readonly T[], outcomes: Map<T, Outcome<V>>): Map<T, Outcome<V>> {
  return new Map(keys.map((key) => [key, outcomes.get(key) as Outcome<V>]))
}

/** The FindCoordinator request for one key; version 4 takes several. */
export function findCoordinatorBody(key: string, keyType: number) {
  return (version: number) => (version >= 4 ? { keyType, coordinatorKeys: [key] } : { keyType, key })
}

/** An outcome from an error code: the value, or the code's exception with the broker's words. */
export function outcomeOf<V>(errorCode: number, message: string | null | undefined, value: () => V): Outcome<V> {
  return errorCode === Errors.NONE ? { value: value() } : { error: exceptionOf(errorCode, message) }
}
