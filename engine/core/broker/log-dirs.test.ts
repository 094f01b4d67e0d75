/** Brokers with several log dirs (KIP-112, KIP-113, KIP-858). */
import { expect, test } from 'vitest'
import { ServerBench } from '../../sim/server-bench.ts'
import { Errors } from '../protocol/errors.ts'

const TWO_DIRS = { 'log.dirs': 'a,b', 'broker.heartbeat.interval.ms': '500' }

async function three(): Promise<ServerBench> {
  const bench = await new ServerBench().three(TWO_DIRS)
  for (const name of ['t', 'u', 'v']) await bench.makeTopic(name, [1, 2, 3])
  await bench.pass(1000)
  return bench
}

/** `dir: t u(future) …`, or the dir with its error. */
async function dirsOf(bench: ServerBench, id: number): Promise<string[]> {
  const { results } = await bench.asked(id, 'DescribeLogDirs', { topics: null })
  return results.map(({ logDir, errorCode, topics }) => {
    const replicas = topics.flatMap(({ name, partitions }) =>
      partitions.map(({ isFutureKey }) => `${name}${isFutureKey ? '(future)' : ''}`),
    )
    return `${logDir}: ${errorCode === 0 ? replicas.sort().join(' ') : `error ${errorCode}`}`
  })
}

async function alter(bench: ServerBench, topic: string, path: string): Promise<number | undefined> {
  const dirs = [{ path, topics: [{ name: topic, partitions: [0] }] }]
  const { results } = await bench.asked(1, 'AlterReplicaLogDirs', { dirs })
  return results[0]?.partitions[0]?.errorCode
}

const said = (bench: ServerBench, id: number, what: RegExp) =>
  bench.traces.get(id)?.lines.filter((line) => what.test(line)) ?? []

test('new replicas go where the fewest are, and the controller knows', async () => {
  const bench = await three()
  expect(await dirsOf(bench, 1)).toEqual(['a: t v', 'b: u'])
})

test('also those of one topic, which are made together', async () => {
  const bench = await new ServerBench().three(TWO_DIRS)
  const topic = { name: 'wide', numPartitions: 4, replicationFactor: 3 }
  await bench.asked(1, 'CreateTopics', { topics: [topic], timeoutMs: 5000 })
  await bench.pass(500)
  expect(await dirsOf(bench, 2)).toEqual(['a: wide wide', 'b: wide wide'])
})

test('a dir fails: its replicas are offline, others lead; those in the other dir serve on', async () => {
  const bench = await three()
  expect(await bench.sent(1, 'u', 'before')).toBe('at 0')
  bench.diskOf(1).faults.broken = 'b/'
  expect(await bench.sent(1, 'u', 'lost?')).toBe('KAFKA_STORAGE_ERROR')
  await bench.pass(2000)
  expect(await dirsOf(bench, 1)).toEqual(['a: t v', `b: error ${Errors.KAFKA_STORAGE_ERROR}`])
  expect(await bench.partition(1, 'u')).toBe('2/2,3')
  expect(await bench.partition(1, 't')).toBe('1/1,2,3')
  expect(await bench.sent(2, 'u', 'after')).toMatch(/^at/)
  expect(await bench.sent(1, 't', 'x')).toBe('at 0')
  const { topics } = await bench.asked(2, 'Metadata', { topics: [{ name: 'u' }, { name: 't' }] })
  expect(topics.map(({ partitions: [one] }) => one?.offlineReplicas)).toEqual([[1], []])
  expect(said(bench, 1, /because the log directory has failed/)).toHaveLength(1)
  expect(said(bench, 1, /Logs for partitions u-0 are offline/)).toHaveLength(1)
})

test('a broker starts with a dir that cannot be read, and leaves what is there alone', async () => {
  const bench = await three()
  await bench.stop(1)
  bench.diskOf(1).faults.broken = 'b/'
  await bench.start(1)
  await bench.pass(3000)
  expect(await dirsOf(bench, 1)).toEqual(['a: t v', `b: error ${Errors.KAFKA_STORAGE_ERROR}`])
  expect(await bench.partition(2, 'u')).toBe('2/2,3')
  await bench.stop(1)
  delete bench.diskOf(1).faults.broken
  await bench.start(1)
  await bench.pass(5000)
  expect(await dirsOf(bench, 1)).toEqual(['a: t v', 'b: u'])
  expect(await bench.partition(2, 'u')).toBe('2/1,2,3')
})

test('a topic made while a dir is broken goes to the other', async () => {
  const bench = await three()
  bench.diskOf(2).faults.broken = 'b/'
  await bench.makeTopic('w', [1, 2, 3])
  await bench.pass(2000)
  expect((await dirsOf(bench, 2))[0]).toBe('a: t v w')
  expect(await bench.sent(1, 'w', 'x')).toBe('at 0')
})

test('without the dir of the metadata, or without any, the broker ends', async () => {
  const bench = await three()
  bench.diskOf(1).faults.broken = 'a/'
  await bench.sent(1, 't', 'x')
  await bench.pass(500)
  expect(
    said(bench, 1, /ReplicaManager broker=1. Shutdown broker because the metadata log dir a has failed/),
  ).toHaveLength(1)
})

test('a replica moves into another dir while it is written to: nothing is lost, and a restart finds it there', async () => {
  const bench = await three()
  const acknowledged: string[] = []
  let stop = false
  const producing = (async () => {
    for (let n = 0; !stop; n++) {
      const answer = await bench.send(1, 't', `v${n}`)
      if (answer.startsWith('at')) acknowledged.push(`v${n}`)
    }
  })()
  await bench.pass(200)
  expect(await alter(bench, 't', 'b')).toBe(0)
  await bench.pass(1000)
  stop = true
  await bench.settled(producing)
  expect(await dirsOf(bench, 1)).toEqual(['a: v', 'b: t u'])
  await bench.pass(500)
  expect(await bench.read(1, 't')).toEqual(acknowledged)
  expect(acknowledged.length).toBeGreaterThan(50)
  const old = await bench.diskOf(1).list('a/t-0')
  expect(old.every(({ path }) => /^a\/t-0\.[0-9a-f]{32}-delete\//.test(path))).toBe(true)
  bench.kill(1)
  await bench.start(1)
  await bench.pass(3000)
  expect(await dirsOf(bench, 1)).toEqual(['a: v', 'b: t u'])
  expect(await bench.partition(2, 't')).toMatch(/^\d\/1,2,3$/)
})

test('a move waits for the controller, outlives a kill, and goes on', async () => {
  const bench = await three()
  for (const value of ['x', 'y', 'z']) await bench.sent(1, 't', value)
  for (const other of [2, 3]) bench.part(1, other)
  expect(await alter(bench, 't', 'b')).toBe(0)
  await bench.pass(500)
  expect(await dirsOf(bench, 1)).toEqual(['a: t v', 'b: t(future) u'])
  bench.kill(1)
  bench.heal()
  await bench.start(1)
  await bench.pass(5000)
  expect(await dirsOf(bench, 1)).toEqual(['a: v', 'b: t u'])
  expect(await bench.partition(2, 't')).toMatch(/^[123]\/1,2,3$/)
})

test('a move back to where the replica is ends the move', async () => {
  const bench = await three()
  for (const other of [2, 3]) bench.part(1, other)
  await alter(bench, 't', 'b')
  await bench.pass(300)
  expect(await alter(bench, 't', 'a')).toBe(0)
  await bench.pass(300)
  expect(await dirsOf(bench, 1)).toEqual(['a: t v', 'b: u'])
})

test('what cannot be moved says why', async () => {
  const bench = await three()
  expect(await alter(bench, 't', 'z')).toBe(Errors.LOG_DIR_NOT_FOUND)
  expect(await alter(bench, 'nowhere', 'b')).toBe(Errors.REPLICA_NOT_AVAILABLE)
  expect(await alter(bench, 't', 'a')).toBe(0)
  await bench.makeTopic('nowhere', [1])
  await bench.pass(300)
  expect((await dirsOf(bench, 1))[1]).toBe('b: nowhere u')
})

test('logs that the metadata does not know are set aside at a start', async () => {
  const bench = await three()
  await bench.stop(3)
  await bench.asked(1, 'DeleteTopics', { topics: [{ name: 't' }], timeoutMs: 5000 })
  await bench.start(3)
  const files = await bench.diskOf(3).list('')
  expect(files.some(({ path }) => /^a\/t-0\.[0-9a-f]{32}-stray\//.test(path))).toBe(true)
  expect(files.some(({ path }) => path.startsWith('a/t-0/'))).toBe(false)
  expect(said(bench, 3, /Log in a\/t-0 marked stray and renamed to a\/t-0\./)).toHaveLength(1)
})

test('who comes back without the dir of its replica does not lead it', async () => {
  const bench = await three()
  await bench.makeTopic('only', [1])
  await bench.pass(1000)
  expect(await dirsOf(bench, 1)).toEqual(['a: t v', 'b: only u'])
  await bench.stop(1)
  bench.diskOf(1).faults.broken = 'b/'
  await bench.start(1)
  await bench.pass(3000)
  expect(await bench.partition(2, 'only')).toMatch(/^-1\//)
})

test('a broker that waits to be registered keeps the high watermarks of its checkpoint', async () => {
  const bench = await new ServerBench().three({ 'broker.session.timeout.ms': '20000' })
  await bench.makeTopic('t', [1, 2, 3])
  for (let at = 0; at < 3; at++) expect(await bench.sent(1, 't', 'x')).toBe(`at ${at}`)
  await bench.pass(6000)
  const checkpoint = async () => {
    const file = await bench.diskOf(1).open('logs/replication-offset-checkpoint')
    return new TextDecoder().decode(await file.read(0, file.length))
  }
  expect(await checkpoint()).toContain('t 0 3')
  bench.kill(1)
  const started = bench.boot(1)
  await bench.pass(12_000)
  expect(await checkpoint()).toContain('t 0 3')
  await bench.settled(started)
})
