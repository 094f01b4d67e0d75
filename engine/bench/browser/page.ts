/** A broker worker and a client worker, as the page has them, without the page; driven by browser.mjs. */
import * as Comlink from 'comlink'
import { format } from '../../core/metadata/format.ts'
import type { BrokerWorkerApi } from '../../host/browser/broker-protocol.ts'
import { browserEnv } from '../../host/browser/browser-env.ts'
import { BrowserDisks } from '../../host/browser/disks.ts'
import { PortNetwork } from '../../host/browser/port-network.ts'
import { PortSwitch } from '../../host/browser/port-switch.ts'
import type { ClientWorkerApi } from './client-worker.ts'
import type { KafkaJsWorkerApi } from './kafkajs-worker.ts'
import { rawIndexedDb, rawIndexedDbByBatch } from './raw-indexeddb.ts'

declare global {
  interface Window {
    bench: ClientWorkerApi & {
      rawIndexedDb: typeof rawIndexedDb
      rawIndexedDbByBatch: typeof rawIndexedDbByBatch
      kafkajsProduce: KafkaJsWorkerApi['produce']
      kafkajsConsume: KafkaJsWorkerApi['consume']
    }
  }
}

const DIR = '/tmp/bench-logs'

const PROPERTIES: readonly (readonly [string, string])[] = [
  ['process.roles', 'broker,controller'],
  ['node.id', '1'],
  ['controller.quorum.voters', '1@localhost:9093'],
  ['listeners', 'PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093'],
  ['controller.listener.names', 'CONTROLLER'],
  ['log.dirs', DIR],
  ['offsets.topic.replication.factor', '1'],
]

const hub = new PortSwitch()
const silent = { log: () => {}, event: () => {} }

async function formatDisk(): Promise<void> {
  const env = browserEnv(new BrowserDisks(), new PortNetwork(hub.plug('format').port), silent)
  const dirs = { logDirs: [DIR], metadataLogDir: DIR }
  await format(env, { clusterId: 'c'.repeat(22), nodeId: 1, ...dirs, standalone: null, ignoreFormatted: true })
}

async function startBroker(): Promise<void> {
  const worker = new Worker(new URL('../../host/browser/broker-worker.ts', import.meta.url), { type: 'module' })
  const api = Comlink.wrap<BrokerWorkerApi>(worker)
  const { port } = hub.plug('broker-1')
  const nothing = Comlink.proxy(() => {})
  await api.start(PROPERTIES, { withMachine: true }, Comlink.transfer(port, [port]), nothing, nothing)
}

async function startClient(): Promise<Comlink.Remote<ClientWorkerApi>> {
  const worker = new Worker(new URL('./client-worker.ts', import.meta.url), { type: 'module' })
  const api = Comlink.wrap<ClientWorkerApi>(worker)
  const { port } = hub.plug('client')
  await api.connect(Comlink.transfer(port, [port]))
  return api
}

async function startKafkaJs(): Promise<Comlink.Remote<KafkaJsWorkerApi>> {
  const worker = new Worker(new URL('./kafkajs-worker.ts', import.meta.url), { type: 'module' })
  const api = Comlink.wrap<KafkaJsWorkerApi>(worker)
  const { port } = hub.plug('kafkajs')
  await api.connect(Comlink.transfer(port, [port]))
  return api
}

await formatDisk()
await startBroker()
const client = await startClient()
const kafkajs = await startKafkaJs()
window.bench = {
  connect: (port) => client.connect(port),
  produce: (topic, count, size, settings) => client.produce(topic, count, size, settings),
  consume: (topic, count, size) => client.consume(topic, count, size),
  latencies: (topic, count, size) => client.latencies(topic, count, size),
  rawIndexedDb,
  rawIndexedDbByBatch,
  kafkajsProduce: (topic, count, size) => kafkajs.produce(topic, count, size),
  kafkajsConsume: (topic, count, size) => kafkajs.consume(topic, count, size),
}
