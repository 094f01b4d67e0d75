/** Where a client should go instead (KIP-951): the current leader of a partition and how to reach it. */
import type { ClusterImage } from '../metadata/image.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'

export interface LeaderHint {
  readonly leaderId: number
  readonly leaderEpoch: number
}

export interface NodeEndpoint {
  readonly nodeId: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

/** Gathers the endpoints of the leaders that an answer names, each once. */
export class LeaderHints {
  private readonly endpoints = new Map<number, NodeEndpoint>()

  constructor(
    private readonly image: ClusterImage,
    private readonly listener: string,
  ) {}

  /** The leader to name beside an error; undefined when the error does not ask for one. */
  of(error: ErrorCode | number, topic: string, partition: number): LeaderHint | undefined {
    if (error !== Errors.NOT_LEADER_OR_FOLLOWER && error !== Errors.FENCED_LEADER_EPOCH) return undefined
    const known = this.image.partition(topic, partition)
    if (!known) return undefined
    this.addEndpoint(known.leader)
    return { leaderId: known.leader, leaderEpoch: known.leaderEpoch }
  }

  private addEndpoint(id: number): void {
    const broker = this.image.brokers.get(id)
    const endpoint = broker?.listeners.find(({ name }) => name === this.listener)
    if (!broker || !endpoint) return
    this.endpoints.set(id, { nodeId: id, host: endpoint.host, port: endpoint.port, rack: broker.rack })
  }

  nodeEndpoints(): NodeEndpoint[] {
    return [...this.endpoints.values()]
  }
}
