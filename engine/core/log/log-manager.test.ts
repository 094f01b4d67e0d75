import { expect, test } from 'vitest'
import { FaultyDisk } from '../../sim/faulty-disk.ts'
import { SeededRandom } from '../../sim/random.ts'
import { fromUtf8, utf8 } from '../base/utf8.ts'
import type { DiskError } from '../env/env.ts'
import { buildBatch } from '../record/batch.ts'
import { readWhole, writeWhole } from './checkpoint.ts'
import { LogCleaner } from './cleaner/log-cleaner.ts'
import type { Log } from './log.ts'
import { LogConfig } from './log-config.ts'
import { LogManager } from './log-manager.ts'

const T = 1_795_000_000_000
const CONFIG = new LogConfig(
  new Map([
    ['internal.segment.bytes', '200'],
    ['file.delete.delay.ms', '0'],
  ]),
)
const FILES = ['recovery-point-offset-checkpoint', 'log-start-offset-checkpoint'] as const

/** A broker's logs on a disk that can crash and break. */
class Lab {
  readonly disk = new FaultyDisk(new SeededRandom(1))
  producerIdExpirationMs = 86_400_000
  readonly said: string[] = []
  readonly failed: string[] = []
  /** Each path that a file got by a renaming. */
  readonly renamed: string[] = []
  manager!: LogManager

  get env() {
    const disk = this.disk.mount()
    const rename = (from: string, to: string) => {
      this.renamed.push(to)
      return disk.rename(from, to)
    }
    return {
      clock: { monotonic: () => 0, wall: () => T },
      timers: { after: () => ({ cancel: () => {} }) },
      disk: { ...disk, rename },
      random: new SeededRandom(2),
      trace: {
        log: (level: string, _logger: string, line: string) => void this.said.push(`${level} ${line}`),
        event: () => {},
      },
    }
  }

  async start(...logDirs: readonly string[]): Promise<LogManager> {
    const { env } = this
    this.manager = await LogManager.start({
      env,
      logDirs,
      configOf: () => CONFIG,
      producerIdExpirationMs: () => this.producerIdExpirationMs,
      retentionCheckIntervalMs: 300_000,
      initialTaskDelayMs: 30_000,
      checkpointIntervalMs: 60_000,
      onDirFailure: (dir: string, _error: DiskError) => void this.failed.push(dir),
    })
    return this.manager
  }

  log(partition = 0, dir?: string): Promise<Log> {
    return this.manager.getOrCreate('t', partition, null, CONFIG, dir)
  }

  async has(path: string): Promise<string | null> {
    const bytes = await readWhole(this.disk, path)
    return bytes && fromUtf8(bytes)
  }
}

async function append(log: Log, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const records = [{ timestamp: T, key: utf8('k'), value: utf8(`value ${i}`) }]
    log.appendAsLeader(buildBatch({ records }), { leaderEpoch: 0, origin: 'client' })
  }
  await log.flush()
}

test('a topic made anew loses nothing at a crash to the log start of the one before', async () => {
  const lab = new Lab()
  const manager = await lab.start('d')
  const before = await lab.log()
  await append(before, 10)
  before.advanceLogStart(7)
  await manager.checkpoint()
  await manager.deleteLog('t', 0)
  await append(await lab.log(), 3)
  lab.disk.crash()

  await lab.start('d')
  const after = await lab.log()
  expect([after.logStartOffset, after.logEndOffset]).toEqual([0, 3])
})

test('many logs that go at once have their dir’s checkpoints written a few times', async () => {
  const lab = new Lab()
  const manager = await lab.start('d')
  const partitions = Array.from({ length: 200 }, (_, i) => i)
  for (const partition of partitions) await lab.log(partition)
  await manager.checkpoint()
  lab.renamed.length = 0
  await Promise.all(partitions.map((partition) => manager.deleteLog('t', partition)))
  expect(await Promise.all(FILES.map((name) => lab.has(`d/${name}`)))).toEqual(['0\n0\n', '0\n0\n'])
  for (const name of FILES) expect(lab.renamed.filter((path) => path.endsWith(name)).length).toBeLessThan(10)
})

test('the checkpoints of logs that are not here any more are not kept for logs to come', async () => {
  const lab = new Lab()
  await writeWhole(lab.disk, `d/${FILES[0]}`, utf8('0\n1\nt 0 5\n'))
  await writeWhole(lab.disk, `d/${FILES[1]}`, utf8('0\n1\nt 0 5\n'))
  await lab.start('d')
  await append(await lab.log(), 3)
  lab.disk.crash()
  await lab.start('d')
  expect((await lab.log()).logStartOffset).toBe(0)
})

test('the cleaner’s checkpoint of a log goes with the log', async () => {
  const lab = new Lab()
  const manager = await lab.start('d')
  await append(await lab.log(), 5)
  await writeWhole(lab.disk, 'd/cleaner-offset-checkpoint', utf8('0\n1\nt 0 4\n'))
  const cleaner = new LogCleaner({
    env: lab.env,
    config: {
      backoffMs: () => 15_000,
      dedupeBufferBytes: () => 10_000,
      loadFactor: () => 0.9,
      ioBufferBytes: () => 1000,
      ioMaxBytesPerSecond: () => Number.POSITIVE_INFINITY,
    },
    logs: () => manager.logs(),
    highWatermarkOf: (log) => log.logEndOffset,
    onDirFailure: () => {},
  })
  await cleaner.start()
  await manager.deleteLog('t', 0)
  expect(await lab.has('d/cleaner-offset-checkpoint')).toBe('0\n0\n')
})

test('a cut is in the recovery point’s checkpoint at once', async () => {
  const lab = new Lab()
  const manager = await lab.start('d')
  const log = await lab.log()
  await append(log, 10)
  await manager.checkpoint()
  await log.truncateTo(4)
  expect(await lab.has(`d/${FILES[0]}`)).toBe('0\n1\nt 0 4\n')
  await log.truncateFullyAndStartAt(2)
  expect(await lab.has(`d/${FILES[0]}`)).toBe('0\n1\nt 0 2\n')
})

test.each([
  [FILES[0], 'resetting the recovery checkpoint to 0'],
  [FILES[1], 'resetting to the base offset of the first segment'],
])('an offset that is none in %s is told and passed over', async (name, what) => {
  const lab = new Lab()
  await lab.start('d')
  await append(await lab.log(), 3)
  await writeWhole(lab.disk, `d/${name}`, utf8('0\n1\nt 0 x\n'))
  lab.disk.crash()
  await lab.start('d')
  const log = await lab.log()
  expect([log.logStartOffset, log.logEndOffset, log.recoveryPoint]).toEqual([0, 3, 0])
  expect(lab.said).toContain(`WARN Error occurred while reading ${name} file of directory d, ${what}`)
})

test.each([
  ['d/recovery-point-offset-checkpoint', '7\n0\n'],
  ['d/log-start-offset-checkpoint', '0\n2\nt 0 1\n'],
  ['d/replication-offset-checkpoint', '0\n1\nt 0 x\n'],
  ['d/t-0/leader-epoch-checkpoint', '0\nmany\n'],
  ['d/t-0/partition.metadata', 'nothing of that kind'],
])('a damaged %s costs its dir, no other', async (path, text) => {
  const lab = new Lab()
  await lab.start('d', 'e')
  await append(await lab.log(0, 'd'), 3)
  await append(await lab.log(1, 'e'), 3)
  await writeWhole(lab.disk, path, utf8(text))
  lab.disk.crash()
  const manager = await lab.start('d', 'e')
  expect(manager.onlineDirs).toEqual(['e'])
  expect(lab.failed).toEqual(['d'])
  expect((await lab.log(1)).logEndOffset).toBe(3)
})

test.each([
  [
    'd/recovery-point-offset-checkpoint',
    '1\n0\n',
    'Unrecognised version:1, expected version: 0 in checkpoint file at: FILE',
  ],
  ['d/recovery-point-offset-checkpoint', 'zero\n0\n', 'Malformed line in checkpoint file [FILE]: zero'],
  ['d/recovery-point-offset-checkpoint', '0\n1\nt 0\n', 'Malformed line in checkpoint file [FILE]: t 0'],
  ['d/recovery-point-offset-checkpoint', '0\n1\nt 0 1\n\n', 'Malformed line in checkpoint file [FILE]: '],
  [
    'd/log-start-offset-checkpoint',
    '0\n5\nt 0 1\n',
    'Expected [5] entries in checkpoint file [FILE], but found only [1]',
  ],
  ['d/t-0/partition.metadata', 'hello', 'Malformed line in partition metadata file [FILE]: hello'],
  [
    'd/t-0/partition.metadata',
    `version: 0\ntopic_id: ${'A'.repeat(22)}`,
    'Invalid topic ID in partition metadata file (FILE)',
  ],
])('what is wrong in %s is told as Kafka tells it: %j', async (path, text, why) => {
  const lab = await found({ [path]: text })
  await lab.start('d', 'e')
  const kind = path.endsWith('checkpoint') ? 'checkpoint' : 'partition metadata'
  const what = `Error while reading ${kind} file ${path}`
  expect(lab.said).toContain(`ERROR ${what}`)
  expect(lab.said).toContain(`ERROR Error while loading log dir d: ${what}: ${why.replace('FILE', path)}`)
  const [, dir] = /^(d)\/recovery-point/.exec(path) ?? []
  const reset = `WARN Error occurred while reading recovery-point-offset-checkpoint file of directory d, resetting the recovery checkpoint to 0`
  expect(lab.said.includes(reset)).toBe(dir !== undefined)
})

test.each([['0\n'], ['0\r\n1\r\nt 0 3\r\n'], ['0\n1\nt 0 3']])('a recovery point is read from %j', async (text) => {
  const lab = await found({ 'd/recovery-point-offset-checkpoint': text })
  const manager = await lab.start('d', 'e')
  expect(manager.onlineDirs).toEqual(['d', 'e'])
})

/** Dirs d and e of which d has a log of three records and these files; the broker crashed. */
async function found(files: { readonly [path: string]: string }): Promise<Lab> {
  const lab = new Lab()
  await lab.start('d', 'e')
  await append(await lab.log(0, 'd'), 3)
  for (const [path, text] of Object.entries(files)) await writeWhole(lab.disk, path, utf8(text))
  lab.disk.crash()
  return lab
}

test.each([
  ['0\n1\n0 x\n', 'java.lang.NumberFormatException: For input string: "x"'],
  [
    '0\n1\n-1 -5\n',
    'java.lang.IllegalArgumentException: Received invalid partition leader epoch entry EpochEntry[epoch=-1, startOffset=-5]',
  ],
])('epochs that cannot be end the start: %j', async (text, why) => {
  const lab = await found({ 'd/t-0/leader-epoch-checkpoint': text })
  await expect(lab.start('d', 'e').catch(String)).resolves.toBe(why)
  expect(lab.said).toContain(`ERROR There was an error in one of the threads during logs loading: ${why}`)
})

test('of epochs that contradict each other the later line counts', async () => {
  const lab = await found({ 'd/t-0/leader-epoch-checkpoint': '0\n2\n7 2\n5 0\n' })
  await lab.start('d', 'e')
  expect((await lab.log(0)).latestEpoch).toBe(5)
})

test.each(['strange', 'lost+found', 'x-delete', 'a-b.c-delete-stray', '.x', 'foo-', '-5', 'foo-99999999999'])(
  'a folder that is no partition’s ends the start: %s',
  async (folder) => {
    const lab = await found({ [`d/${folder}/file`]: 'x' })
    lab.said.length = 0
    const form = 'topic-partition or topic-partition.uniqueId-delete (if marked for deletion)'
    const what = `Found directory d/${folder}, '${folder}' is not in the form of ${form}.`
    const why = `${what}\nKafka's log directories (and children) should only contain Kafka topic data.`
    await expect(lab.start('d', 'e').catch(String)).resolves.toBe(`org.apache.kafka.common.KafkaException: ${why}`)
    expect(lab.said.filter((line) => line.startsWith('ERROR'))).toEqual([
      'ERROR Encountered fatal fault: Error starting LogManager',
    ])
  },
)

test.each(['.hidden', 'readme.txt', 'foo-0', 'remote-log-index-cache/x', `foo-3.${'a'.repeat(32)}-delete/x`])(
  'what Kafka passes over keeps nothing from starting: %s',
  async (path) => {
    const lab = await found({ [`d/${path}`]: 'x' })
    expect((await lab.start('d', 'e')).onlineDirs).toEqual(['d', 'e'])
  },
)

/** Dirs d and e with a log each, of which d fails from now on. */
async function withBrokenDir() {
  const lab = new Lab()
  const manager = await lab.start('d', 'e')
  await append(await lab.log(0, 'd'), 3)
  await append(await lab.log(1, 'e'), 3)
  lab.disk.faults.broken = 'd/'
  return { lab, manager }
}

test('a dir that fails keeps no other from its checkpoints', async () => {
  const { lab, manager } = await withBrokenDir()
  await manager.checkpoint()
  expect(lab.failed).toEqual(['d'])
  expect(await readWhole(await lab.disk.durable(), `e/${FILES[0]}`).then((bytes) => bytes && fromUtf8(bytes))).toBe(
    '0\n1\nt 1 3\n',
  )
})

test('a dir whose logs cannot be closed is not clean, the others are', async () => {
  const { lab, manager } = await withBrokenDir()
  await manager.shutdown()
  const there = (await lab.disk.durable().then((disk) => disk.list(''))).map(({ path }) => path)
  expect(there.filter((path) => path.endsWith('.kafka_cleanshutdown'))).toEqual(['e/.kafka_cleanshutdown'])
  expect(lab.said.find((line) => line.startsWith('WARN There was an error'))).toMatch(
    /^WARN There was an error in one of the threads during LogManager shutdown: /,
  )
})

test('producer.id.expiration.ms may change', async () => {
  const lab = new Lab()
  const manager = await lab.start('d')
  const log = await lab.log()
  const records = [{ timestamp: T - 5000, key: null, value: utf8('v') }]
  const bytes = buildBatch({ records, producerId: 7, producerEpoch: 0, baseSequence: 0 })
  log.appendAsLeader(bytes, { leaderEpoch: 0, origin: 'client' })
  manager.expireProducers()
  expect([...log.activeProducers()]).toHaveLength(1)
  lab.producerIdExpirationMs = 5000
  manager.expireProducers()
  expect([...log.activeProducers()]).toEqual([])
})

test('a log that cannot be understood ends the start, and is told as Kafka tells it', async () => {
  const lab = new Lab()
  const manager = await lab.start('d')
  await append(await lab.log(), 1)
  await manager.shutdown()
  const path = 'd/t-0/00000000000000000000.txnindex'
  await writeWhole(lab.disk, path, new Uint8Array(34).fill(1, 0, 1))

  lab.said.length = 0
  const why = `Unexpected aborted transaction version 1 in transaction index ${path}, current version is 0`
  await expect(lab.start('d')).rejects.toThrow(why)
  expect(lab.said.slice(-3)).toEqual([
    'INFO Error while loading logs in d/t-0 in 0ms (1/1 completed in d)',
    `ERROR There was an error in one of the threads during logs loading: org.apache.kafka.common.KafkaException: ${why}`,
    'ERROR Encountered fatal fault: Error starting LogManager',
  ])
})

/** The same partition in two dirs: `d` has `ours` records, `e` has `theirs`. */
async function inTwoDirs(ours: string, theirs: string): Promise<Lab> {
  const lab = new Lab()
  await lab.start('d', 'e')
  for (const [dir, values] of [
    ['d', ours],
    ['e', theirs],
  ] as const) {
    const log = await lab.log(dir === 'd' ? 0 : 1, dir)
    for (const value of values) {
      const batch = buildBatch({ records: [{ timestamp: T, key: null, value: utf8(value) }] })
      log.appendAsLeader(batch, { leaderEpoch: 0, origin: 'client' })
    }
    await log.flush()
  }
  await lab.manager.shutdown()
  const disk = lab.disk.mount()
  for (const { path } of await disk.list('e/t-1/')) await disk.rename(path, path.replace('t-1', 't-0'))
  return lab
}

test('a copy that another dir has all of goes', async () => {
  const lab = await inTwoDirs('abc', 'ab')
  const manager = await lab.start('d', 'e')
  expect(manager.get('t', 0)).toMatchObject({ dir: 'd/t-0', logEndOffset: 3 })
  expect(lab.said).toContain('WARN e/t-0 is also in d, which has all of it: it goes')
})

test('over two copies of which neither has all of the other no broker starts, and both stay', async () => {
  const lab = await inTwoDirs('abc', 'ax')
  await expect(lab.start('d', 'e')).rejects.toThrow(
    'Duplicate log directories for t-0 are found in both e/t-0 and d/t-0.',
  )
  expect(await lab.has('e/t-0/00000000000000000000.log')).not.toBeNull()
})

test('what is said of loading is what Kafka says', async () => {
  const lab = new Lab()
  await lab.start('d')
  const log = await lab.log()
  await append(log, 5)
  log.takeProducerSnapshot()
  expect(lab.said).toContain(
    'INFO [ProducerStateManager partition=t-0] Wrote producer snapshot at offset 5 with 0 producer ids in 0 ms.',
  )
  await lab.manager.shutdown()
  lab.said.length = 0
  await lab.start('d')
  const { length } = (await lab.log()).segments()
  const offsets = 'highWatermark=0, lastStableOffset=0, logStartOffset=0, logEndOffset=5'
  const loaded = `Log(dir=d/t-0, topicId=${log.topicId}, topic=t, partition=0, ${offsets})`
  const ends = 'local-log-start-offset 0 and log-end-offset 5'
  expect(lab.said).toContain(
    `INFO Completed load of ${loaded} with ${length} segments, ${ends} in 0ms (1/1 completed in d)`,
  )
  expect(lab.said).toContain(
    'INFO [LogLoader partition=t-0, dir=d] Producer state recovery took 0ms for snapshot load and 0ms for segment recovery from offset 5',
  )
})
