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
import { rawIndexedDb, rawPacedLatencies } from './raw-indexeddb.ts'
import { THREE } from './three.ts'

declare global {
  interface Window {
    bench: ClientWorkerApi & {
      rawIndexedDb: typeof rawIndexedDb
      rawPacedLatencies: typeof rawPacedLatencies
      kafkajsProduce: KafkaJsWorkerApi['produce']
      kafkajsConsume: KafkaJsWorkerApi['consume']
      /** Ends the broker and starts it again; gives ms from the start until it serves. */
      restart(how: 'clean' | 'kill'): Promise<number>
    }
  }
}

interface NodeToMeasure {
  readonly id: number
  readonly port: number
  readonly voters: readonly { readonly id: number; readonly port: number }[]
}

const CONTROLLER = 10_000

function properties({ id, port, voters }: NodeToMeasure): [string, string][] {
  return [
    ['process.roles', 'broker,controller'],
    ['node.id', String(id)],
    ['controller.quorum.voters', voters.map((one) => `${one.id}@localhost:${one.port + CONTROLLER}`).join(',')],
    ['controller.quorum.election.timeout.ms', '100'],
    ['listeners', `PLAINTEXT://localhost:${port},CONTROLLER://localhost:${port + CONTROLLER}`],
    ['controller.listener.names', 'CONTROLLER'],
    ['log.dirs', dirOf(port)],
    ['offsets.topic.replication.factor', String(voters.length)],
  ]
}

const dirOf = (port: number) => `/tmp/bench-logs-${port}`

const hub = new PortSwitch()
const silent = { log: () => {}, event: () => {} }

interface Started {
  readonly worker: Worker
  readonly api: Comlink.Remote<BrokerWorkerApi>
  readonly unplug: () => void
}

async function startNode(node: NodeToMeasure): Promise<Started> {
  const env = browserEnv(new BrowserDisks(), new PortNetwork(hub.plug('format').port), silent)
  const dirs = { logDirs: [dirOf(node.port)], metadataLogDir: dirOf(node.port) }
  await format(env, { clusterId: 'c'.repeat(22), nodeId: node.id, ...dirs, standalone: null, ignoreFormatted: true })
  const worker = new Worker(new URL('../../host/browser/broker-worker.ts', import.meta.url), { type: 'module' })
  const api = Comlink.wrap<BrokerWorkerApi>(worker)
  const { port, unplug } = hub.plug(`broker-${node.port}`)
  const nothing = Comlink.proxy(() => {})
  await api.start(properties(node), { withMachine: true }, Comlink.transfer(port, [port]), nothing, nothing)
  return { worker, api, unplug }
}

/** One node by itself, or some that are a cluster together. */
async function startCluster(ports: readonly number[]): Promise<Started[]> {
  const voters = ports.map((port, i) => ({ id: i + 1, port }))
  return Promise.all(voters.map((node) => startNode({ ...node, voters })))
}

async function restart(how: 'clean' | 'kill'): Promise<number> {
  const [running] = alone
  if (how === 'clean') await running?.api.shutdown()
  running?.worker.terminate()
  running?.unplug()
  const started = performance.now()
  alone = await startCluster([9092])
  return performance.now() - started
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

let alone = await startCluster([9092])
const client = await startClient()
const kafkajs = await startKafkaJs()
let three: Promise<unknown> | undefined
window.bench = {
  connect: (port) => client.connect(port),
  produce: (topic, count, size, settings) => client.produce(topic, count, size, settings),
  consume: (topic, count, size) => client.consume(topic, count, size),
  makeTopic: (topic, partitions) => client.makeTopic(topic, partitions),
  toEach: (topic, partitions) => client.toEach(topic, partitions),
  randomFetches: (topic, fetches) => client.randomFetches(topic, fetches),
  restart,
  latencies: (topic, count, size) => client.latencies(topic, count, size),
  pacedLatencies: (topic, pace) => client.pacedLatencies(topic, pace),
  endToEnd: (topic, pace) => client.endToEnd(topic, pace),
  async produceReplicated(topic, count, size) {
    three ??= startCluster(THREE)
    await three
    return client.produceReplicated(topic, count, size)
  },
  rawIndexedDb,
  rawPacedLatencies,
  kafkajsProduce: (topic, count, size) => kafkajs.produce(topic, count, size),
  kafkajsConsume: (topic, count, size) => kafkajs.consume(topic, count, size),
}
