/** The node that is asked: one of ours in virtual time, or Apache Kafka’s. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeTimers } from '../host/node/client-env.ts'
import { tcpNetwork } from '../host/node/tcp-network.ts'
import { SimWorld } from '../sim/env.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import type { AnswerCase } from './answer-case.ts'
import { askAll, type Told } from './answers.ts'
import { type ClusterSpec, nodeProperties, ScenarioNodes } from './tools-nodes.ts'

const PORTS = { broker: 9092, controller: 19_092 }
const DATA = '/run'
const CLUSTER_ID = 'kRZ0n5Y0TZqnM1yV0gqs1w'
/** Virtual time that all cases may take. */
const LIMIT_MS = 3_600_000

const specOf = (data: string): ClusterSpec => ({ nodes: 1, broker: [], data })

/** What our node answers. */
export async function askOurs(cases: readonly AnswerCase[]): Promise<Told[]> {
  const world = new SimWorld()
  const disk = new MemoryDisk(() => world.scheduler.now + world.scheduler.wallOffset)
  const node = new ScenarioNodes(world, disk, specOf(DATA))
  await world.scheduler.until(node.start(), LIMIT_MS)
  const { network, timers } = world.env('asker', disk)
  const asked = { network, timers, host: 'localhost', ports: PORTS, data: DATA }
  const told = await world.scheduler.until(askAll(cases, asked), LIMIT_MS)
  node.close()
  return told
}

/** What Apache’s node answers; `home`: the folder with its bin/. Ports 9092 and 19092 must be free. */
export async function askApache(cases: readonly AnswerCase[], home: string): Promise<Told[]> {
  const data = mkdtempSync(join(tmpdir(), 'golden-answers-'))
  const properties = join(data, 'server.properties')
  mkdirSync(join(data, 'd1'))
  writeFileSync(properties, nodeProperties(specOf(data), 1).join('\n'))
  const formatted = spawnSync(join(home, 'bin/kafka-storage.sh'), ['format', '-t', CLUSTER_ID, '-c', properties])
  if (formatted.status !== 0) throw new Error(String(formatted.stderr) + String(formatted.stdout))
  const log = openSync(join(data, 'server.log'), 'w')
  const server = spawn(join(home, 'bin/kafka-server-start.sh'), [properties], { stdio: ['ignore', log, log] })
  try {
    await serves(server)
    return await askAll(cases, { network: tcpNetwork, timers: nodeTimers, host: 'localhost', ports: PORTS, data })
  } finally {
    await killed(server)
    rmSync(data, { recursive: true, force: true })
  }
}

async function serves(server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const connection = await tcpNetwork.connect('localhost', PORTS.broker).catch(() => undefined)
    connection?.close()
    if (connection) return
    await sleep(500)
  }
  throw new Error('Apache Kafka does not start')
}

function killed(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (server.exitCode !== null) return done()
    server.once('close', () => done())
    server.kill('SIGKILL')
  })
}
