/** What three nodes take: to start, to replicate, to fail over. Ours and Apache Kafka in one run. */
import { Admin } from '../core/client/admin.ts'
import { KafkaProducer } from '../core/client/producer.ts'
import type { Env } from '../core/env/env.ts'
import { clientEnv } from '../host/node/client-env.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import { apacheCluster, type ClusterSubject, ourCluster, type Settings } from './clusters.ts'
import type { Report } from './measure.ts'
import { OwnClient } from './own-client.ts'
import { FLUSH } from './subjects.ts'

const quiet = { log: () => {}, event: () => {} }
const SIZES = [
  { size: 100, name: '100 B', count: 200_000 },
  { size: 1024, name: '1 KiB', count: 40_000 },
] as const

/** With Kafka's own timeouts, and with some that suit one machine. */
const TIMEOUTS: { readonly [name: string]: Settings } = {
  'default timeouts': {},
  'session 2 s': { 'broker.session.timeout.ms': '2000', 'broker.heartbeat.interval.ms': '200' },
}

export async function measureClusters(report: Report): Promise<void> {
  for (const [index, [name, settings]] of Object.entries(TIMEOUTS).entries())
    for (const make of [ourCluster, apacheCluster]) {
      const cluster = await make(settings)
      if (!cluster) continue
      report.note(cluster.name, FLUSH[cluster.name])
      await startAndMeasure(report, cluster, { timeouts: name, throughput: index === 0 })
      cluster.dispose()
    }
}

interface What {
  readonly timeouts: string
  readonly throughput: boolean
}

async function startAndMeasure(report: Report, cluster: ClusterSubject, what: What): Promise<void> {
  const env = clientEnv(new MemoryDisk(), quiet)
  const started = performance.now()
  await cluster.start()
  await untilThree(env, cluster.bootstrap)
  const took = performance.now() - started
  try {
    if (what.throughput) {
      report.add(cluster.name, 'three nodes, from start to all registered', 'ms', took)
      await replicate(report, cluster, env)
    }
    report.add(
      cluster.name,
      `leader killed to next acknowledgement, ${what.timeouts}`,
      'ms',
      await failover(cluster, env),
    )
  } finally {
    await cluster.stop()
  }
}

async function untilThree(env: Env, bootstrap: string): Promise<void> {
  for (;;) {
    const admin = new Admin({ 'bootstrap.servers': bootstrap, 'default.api.timeout.ms': 1000 }, env)
    const nodes = await admin.describeCluster().then(
      (found) => found.nodes.length,
      () => 0,
    )
    await admin.close()
    if (nodes === 3) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function replicate(report: Report, { name, bootstrap }: ClusterSubject, env: Env): Promise<void> {
  const client = new OwnClient(env, bootstrap)
  for (const { size, name: what, count } of SIZES) {
    const topic = `rf3-${size}`
    await client.makeTopic(topic, 3)
    await client.produce(topic, count / 10, size)
    const { mbPerSecond } = await client.produce(topic, count, size)
    report.add(name, `own client, produce ${what}, RF 3, acks=all`, 'MB/s', mbPerSecond)
  }
}

/** Milliseconds from the kill of a partition's leader to the first acknowledgement of a record that was sent afterwards. */
async function failover(cluster: ClusterSubject, env: Env): Promise<number> {
  const { bootstrap } = cluster
  await new OwnClient(env, bootstrap).makeTopic('failover', 3)
  const admin = new Admin({ 'bootstrap.servers': bootstrap }, env)
  const producer = new KafkaProducer({ 'bootstrap.servers': bootstrap, 'linger.ms': 0 }, env)
  await producer.send({ topic: 'failover', value: 'before' })
  const described = await admin.describeTopics(['failover']).outcomes()
  const [outcome] = described.values()
  if (!outcome || outcome.error) throw new Error('the topic is not there')
  cluster.kill(outcome.value.partitions[0]?.leader ?? -1)
  const killed = performance.now()
  await producer.send({ topic: 'failover', value: 'after' })
  const took = performance.now() - killed
  await producer.close()
  await admin.close()
  return took
}
