/** The other nodes as replication needs them: who lives, by the metadata, and how they are reached. */
import { type Env, NetworkError } from '../env/env.ts'
import type { ClusterImage } from '../metadata/image.ts'
import type { RequestInit } from '../protocol/frame.ts'
import type { LeaderEndpoint, Peers } from '../replication/peers.ts'
import type { BrokerConfig } from './config.ts'
import type { ControllerChannel } from './handler.ts'
import { type NodeAddress, NodeChannel } from './node-channel.ts'

export interface BrokerPeersOptions {
  readonly env: Env
  readonly config: BrokerConfig
  readonly image: ClusterImage
  readonly controller: ControllerChannel
  readonly brokerEpoch: () => number
}

export class BrokerPeers implements Peers {
  constructor(private readonly options: BrokerPeersOptions) {}

  get brokerEpoch(): number {
    return this.options.brokerEpoch()
  }

  eligibleEpoch(broker: number): number | undefined {
    const known = this.options.image.brokers.get(broker)
    return known && !known.fenced && !known.inControlledShutdown ? known.epoch : undefined
  }

  isAlive(broker: number): boolean {
    return this.options.image.brokers.get(broker)?.fenced === false
  }

  alterPartition(request: RequestInit<'AlterPartition'>) {
    return this.options.controller.send('AlterPartition', request)
  }

  endpoint(broker: number, clientId: string): LeaderEndpoint {
    const { env, config } = this.options
    const timeoutMs = config.number('replica.socket.timeout.ms')
    let channel: NodeChannel | null = null
    const open = () => {
      channel ??= new NodeChannel(env, this.addressOf(broker), { clientId, timeoutMs })
      return channel
    }
    const using = async <R>(send: (channel: NodeChannel) => Promise<R>): Promise<R> => {
      try {
        return await send(open())
      } catch (error) {
        // The broker may be back at another address.
        channel?.close()
        channel = null
        throw error
      }
    }
    return {
      sendFetch: (request) => using((to) => to.send('Fetch', request)),
      sendListOffsets: (request) => using((to) => to.send('ListOffsets', request)),
      close: () => channel?.close(),
    }
  }

  /** On the listener that brokers use among themselves. */
  private addressOf(broker: number): NodeAddress {
    const { image, config } = this.options
    const listener = config.interBrokerListenerName
    const endpoint = image.brokers.get(broker)?.listeners.find(({ name }) => name === listener)
    if (!endpoint) throw new NetworkError(`broker ${broker} is not known on listener ${listener}`)
    return endpoint
  }
}
