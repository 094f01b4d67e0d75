/** What three nodes take: to start, to replicate, to fail over. Ours and Apache Kafka in one run. */
import { Admin } from '../core/client/admin.ts'
import { KafkaProducer } from '../core/client/producer.ts'
import type { Env } from '../core/env/env.ts'
import { clientEnv } from '../host/node/client-env.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import { apacheCluster, type ClusterSubject, ourCluster, type Settings } from './clusters.ts'
import type { Report } from './measure.ts'
import { OwnClient } from './own-client.ts'
import { measureInRounds, type Plan } from './rounds.ts'

const quiet = { log: () => {}, event: () => {} }
const PLAN: Plan = {
  sizes: [
    { size: 100, name: '100 B', count: 200_000 },
    { size: 1024, name: '1 KiB', count: 40_000 },
  ],
  replicationFactor: 3,
  javaTools: false,
}

/** With Kafka's own timeouts, and with some that suit one machine. */
const DEFAULTS = 'default timeouts'
const TIMEOUTS: { readonly [name: string]: Settings } = {
  [DEFAULTS]: {},
  'session 2 s': { 'broker.session.timeout.ms': '2000', 'broker.heartbeat.interval.ms': '200' },
}

export async function measureClusters(report: Report): Promise<void> {
  for (const [timeouts, settings] of Object.entries(TIMEOUTS)) {
    const made = [await ourCluster(settings), await apacheCluster(settings)]
    const clusters = made.filter((cluster) => cluster !== undefined)
    try {
      for (const cluster of clusters) await start(report, cluster, timeouts)
      if (timeouts === DEFAULTS) await measureInRounds(report, clusters, PLAN)
      for (const cluster of clusters) await leaderLost(report, cluster, timeouts)
    } finally {
      for (const cluster of clusters) await ended(cluster)
    }
  }
}

async function start(report: Report, cluster: ClusterSubject, timeouts: string): Promise<void> {
  const started = performance.now()
  await cluster.start()
  await untilThree(clientEnv(new MemoryDisk(), quiet), cluster.bootstrap)
  report.add(cluster.name, `three nodes, from start to all registered, ${timeouts}`, 'ms', performance.now() - started)
}

async function leaderLost(report: Report, cluster: ClusterSubject, timeouts: string): Promise<void> {
  const took = await failover(cluster, clientEnv(new MemoryDisk(), quiet))
  report.add(cluster.name, `leader killed to next acknowledgement, ${timeouts}`, 'ms', took)
}

async function ended(cluster: ClusterSubject): Promise<void> {
  await cluster.stop()
  cluster.dispose()
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
