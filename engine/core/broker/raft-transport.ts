/** Raft's requests over the controller listeners of other nodes. */
import type { Env } from '../env/env.ts'
import type { Address, RaftRequest, RaftResponse } from '../raft/quorum-types.ts'
import type { RaftTransport } from '../raft/raft-ports.ts'
import { API_OF, decodeRaftResponse, encodeRaftRequest, type Sender } from '../raft/wire.ts'
import { NodeChannel } from './node-channel.ts'

export interface RaftTransportOptions {
  readonly env: Env
  readonly nodeId: number
  readonly sender: Sender
  /** `controller.quorum.request.timeout.ms` */
  readonly timeoutMs: number
}

/** One connection to each node. */
export class NetworkRaftTransport implements RaftTransport {
  private readonly channels = new Map<string, NodeChannel>()

  constructor(private readonly options: RaftTransportOptions) {}

  async send(to: Address, request: RaftRequest): Promise<RaftResponse> {
    const body = await this.channel(to).send(API_OF[request.type], encodeRaftRequest(request, this.options.sender))
    return decodeRaftResponse(request.type, body)
  }

  private channel(to: Address): NodeChannel {
    const key = `${to.host}:${to.port}`
    let channel = this.channels.get(key)
    if (!channel) {
      const { env, nodeId, timeoutMs } = this.options
      channel = new NodeChannel(env, to, { clientId: `raft-client-${nodeId}`, timeoutMs })
      this.channels.set(key, channel)
    }
    return channel
  }

  close(): void {
    for (const channel of this.channels.values()) channel.close()
  }
}
