/** The broker that coordinates a consumer's group: found, used, forgotten when it moves. */
import type { Env } from '../env/env.ts'
import type { ApiName } from '../protocol/apis.ts'
import { Errors } from '../protocol/errors.ts'
import { findCoordinatorBody } from './admin-calls.ts'
import type { Answered, Body } from './channel.ts'
import { exceptionOf, isRetriable, type KafkaException } from './errors.ts'
import type { NetworkClient, Node } from './network-client.ts'
import { backoffMs, type Deadline, sleep } from './timing.ts'

/** Codes that say: look for the coordinator again. */
const MOVED = new Set<number>([
  Errors.NOT_COORDINATOR,
  Errors.COORDINATOR_NOT_AVAILABLE,
  Errors.NETWORK_EXCEPTION,
  Errors.REQUEST_TIMED_OUT,
])

export class GroupCoordinatorClient {
  private node: Node | undefined
  private finding: Promise<Node> | undefined

  constructor(
    private readonly env: Env,
    private readonly network: NetworkClient,
    private readonly groupId: string,
    private readonly options: { retryBackoffMs: number; retryBackoffMaxMs: number },
  ) {}

  /** The coordinator's node if it is known. */
  get known(): Node | undefined {
    return this.node
  }

  forget(): void {
    this.node = undefined
  }

  /** Finds the coordinator if it is not known; one attempt. Rejects with a KafkaException. */
  find(): Promise<Node> {
    if (this.node) return Promise.resolve(this.node)
    this.finding ??= this.ask().finally(() => {
      this.finding = undefined
    })
    return this.finding
  }

  private async ask(): Promise<Node> {
    const { body } = await this.network.send(
      this.network.leastLoaded(),
      'FindCoordinator',
      findCoordinatorBody(this.groupId, 0),
    )
    const found = body.coordinators[0] ?? body
    if (found.errorCode !== Errors.NONE) throw exceptionOf(found.errorCode, found.errorMessage)
    // A connection of its own, as in the Java client, so that a parked fetch does not hold heartbeats up.
    this.node = { id: COORDINATOR_IDS - found.nodeId, host: found.host, port: found.port, rack: null }
    return this.node
  }

  /** Sends to the coordinator; on errors that say it moved it is forgotten. */
  async send<N extends ApiName>(
    name: N,
    body: Body<N>,
    options: { timeoutMs?: number; maxVersion?: number } = {},
  ): Promise<Answered<N>> {
    const node = await this.find()
    try {
      return await this.network.send(node, name, body, options)
    } catch (error) {
      this.noteError(error as KafkaException)
      throw error
    }
  }

  /** Forgets the coordinator where the error says that it moved. */
  noteError(error: { code: number }): void {
    if (MOVED.has(error.code)) this.forget()
  }

  /** Runs until it works, fails for good, or the time is up: then it rejects with `late()`. */
  retry<V>(deadline: Deadline, late: () => Error, run: () => Promise<V>): Promise<V> {
    return deadline.bound(this.retryUntil(deadline, late, run), late)
  }

  private async retryUntil<V>(deadline: Deadline, late: () => Error, run: () => Promise<V>): Promise<V> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await run()
      } catch (error) {
        if (!isRetriable(error) || this.network.isClosed) throw error
        if (deadline.isOver) throw late()
        this.noteError(error as KafkaException)
        await sleep(this.env, Math.min(this.backoff(attempt), deadline.left))
      }
    }
  }

  backoff(attempt: number): number {
    const { retryBackoffMs, retryBackoffMaxMs } = this.options
    return backoffMs(this.env, attempt, { initialMs: retryBackoffMs, maxMs: retryBackoffMaxMs })
  }
}

/** Connections to coordinators have ids of their own below this, as the Java client counts down from int max. */
const COORDINATOR_IDS = 2_147_483_647
