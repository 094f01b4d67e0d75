/** Our own client in a worker of its own. */
import * as Comlink from 'comlink'
import { browserEnv } from '../../host/browser/browser-env.ts'
import { BrowserDisks } from '../../host/browser/disks.ts'
import { PortNetwork } from '../../host/browser/port-network.ts'
import { OwnClient, type Pace, type Settings, type Throughput } from '../own-client.ts'
import { THREE } from './three.ts'

export interface ClientWorkerApi {
  connect(network: MessagePort): Promise<void>
  /** Makes the topic if it is not there. */
  produce(topic: string, count: number, size: number, settings?: Settings): Promise<Throughput>
  consume(topic: string, count: number, size: number): Promise<Throughput>
  makeTopic(topic: string, partitions: number): Promise<void>
  toEach(topic: string, partitions: number): Promise<number>
  randomFetches(topic: string, fetches: number): Promise<number[]>
  latencies(topic: string, count: number, size: number): Promise<number[]>
  /** Makes the topic. */
  pacedLatencies(topic: string, pace: Pace): Promise<number[]>
  /** Makes the topic. */
  endToEnd(topic: string, pace: Pace): Promise<number[]>
  /** To three brokers, three copies, acks=all; makes the topic. */
  produceReplicated(topic: string, count: number, size: number): Promise<Throughput>
}

let client: OwnClient | undefined
let replicated: OwnClient | undefined

function connected(): OwnClient {
  if (!client) throw new Error('connect first')
  return client
}

const api: ClientWorkerApi = {
  async connect(network) {
    const env = browserEnv(new BrowserDisks(), new PortNetwork(network), { log: () => {}, event: () => {} })
    client = new OwnClient(env, 'localhost:9092')
    replicated = new OwnClient(env, THREE.map((one) => `localhost:${one}`).join(','))
  },
  produce: (topic, count, size, settings) => connected().produce(topic, count, size, settings),
  consume: (topic, count, size) => connected().consume(topic, count, size),
  makeTopic: (topic, partitions) => connected().makeTopic(topic, 1, partitions),
  toEach: (topic, partitions) => connected().toEach(topic, partitions),
  randomFetches: (topic, fetches) => connected().randomFetches(topic, fetches),
  latencies: (topic, count, size) => connected().latencies(topic, count, size),
  async pacedLatencies(topic, pace) {
    await connected().makeTopic(topic)
    return [...(await connected().pacedLatencies(topic, pace))]
  },
  async endToEnd(topic, pace) {
    await connected().makeTopic(topic)
    return connected().endToEnd(topic, pace)
  },
  async produceReplicated(topic, count, size) {
    connected()
    const three = replicated as OwnClient
    await three.makeTopic(topic, THREE.length)
    await three.produce(topic, count / 10, size)
    return three.produce(topic, count, size)
  },
}

Comlink.expose(api)
