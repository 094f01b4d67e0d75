/** Three nodes as processes, with faults set from standard input. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { NodeChannel } from '../../core/broker/node-channel.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { clientEnv } from './client-env.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const data = mkdtempSync(join(tmpdir(), 'logbook-nodes-'))
let nodes: ChildProcess | null = null

afterEach(async () => {
  const ended = new Promise((resolve) => nodes?.once('exit', resolve))
  nodes?.stdin?.write('heal\n')
  nodes?.kill('SIGTERM')
  await ended
  rmSync(data, { recursive: true, force: true })
})

/** The first of some neighbouring ports that are free (controllers listen 10 000 higher). */
async function freePorts(count: number): Promise<number> {
  for (let port = 9600; ; port += 10) {
    const all = Array.from({ length: count }, (_, at) => port + at)
    const free = await Promise.all([...all, ...all.map((one) => one + 10_000)].map(isFree))
    if (free.every(Boolean)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, () => server.close(() => resolve(true)))
  })
}

test('a node that is cut from the others leaves the ISR, and is back when the link is; a fault at a protocol point hits one client', {
  timeout: 60_000,
}, async () => {
  const port = await freePorts(3)
  const settings = [
    'replica.lag.time.max.ms=1500',
    'broker.session.timeout.ms=2000',
    'broker.heartbeat.interval.ms=400',
  ]
  const args = ['--brokers', '3', '--port', String(port), '--data', data, '--log-level', 'ERROR']
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'engine/host/node/broker.ts', ...args, ...settings.flatMap((one) => ['--config', one])],
    { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] },
  )
  nodes = child
  await new Promise<void>((ready) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('ready ') && ready())
  })
  const env = clientEnv(new MemoryDisk(), { log: () => {}, event: () => {} })
  const channel = new NodeChannel(env, { host: 'localhost', port }, { clientId: 'test', timeoutMs: 10_000 })
  const topic = { name: 't', numPartitions: 1, replicationFactor: 3 }
  await channel.send('CreateTopics', { topics: [topic], timeoutMs: 10_000 })
  const isr = async () => {
    const { topics } = await channel.send('Metadata', { topics: [{ name: 't' }] })
    return [...(topics[0]?.partitions[0]?.isrNodes ?? [])].sort().join(',')
  }
  await expect.poll(isr).toBe('1,2,3')
  child.stdin.write('cut 3 nodes\n')
  await expect.poll(isr).toBe('1,2')
  child.stdin.write('heal\n')
  await expect.poll(isr).toBe('1,2,3')

  const answered = () => {
    const unlucky = new NodeChannel(env, { host: 'localhost', port }, { clientId: 'unlucky', timeoutMs: 5000 })
    const asked = unlucky.send('Metadata', { topics: [] }).then(
      () => true,
      () => false,
    )
    return asked.finally(() => unlucky.close())
  }
  expect(await answered()).toBe(true)
  child.stdin.write('fault add Metadata close before --client unlucky --times all\n')
  await expect.poll(answered).toBe(false)
  expect(await isr()).toBe('1,2,3')
  child.stdin.write('fault remove all\n')
  await expect.poll(answered).toBe(true)
  channel.close()
})
