import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { offsetHere, packSnapshot, readSnapshot, type SnapshotMachine } from './snapshot-file.ts'

const MACHINE: SnapshotMachine = {
  brokers: [
    { args: ['kafka.Kafka', 'server.properties'], properties: [['node.id', '1']], brokerEpoch: 7, stopped: false },
  ],
  plan: { brokers: 1, controllers: 0 },
  wall: 2_000_000,
  wallOffsetMs: 1000,
}
const NOW = 3_000_000
const LOG = new Uint8Array(70_000).map((_byte, i) => (i * 7) & 255)

async function* files() {
  yield { place: 'disk' as const, path: '/tmp/logs/orders-0/0.log', bytes: LOG }
  yield { place: 'home' as const, path: '/home/learner/note.txt', bytes: strToU8('hello') }
  yield { place: 'disk' as const, path: '/tmp/logs/empty', bytes: new Uint8Array() }
  yield { place: 'home' as const, path: '/home/learner/run.sh', bytes: strToU8('ls'), executable: true }
}

test('what is packed is read again, whole', async () => {
  const { machine, disk, home, executables } = readSnapshot(await packSnapshot(MACHINE, files()), NOW)
  expect(machine).toEqual(MACHINE)
  expect([...disk]).toEqual([
    ['/tmp/logs/orders-0/0.log', LOG],
    ['/tmp/logs/empty', new Uint8Array()],
  ])
  expect([...home]).toEqual([
    ['/home/learner/note.txt', strToU8('hello')],
    ['/home/learner/run.sh', strToU8('ls')],
  ])
  expect([...executables]).toEqual(['/home/learner/run.sh'])
})

const manifest = (change: object) => ({
  format: 'logbook-snapshot',
  version: 1,
  machine: MACHINE,
  files: [],
  ...change,
})
const zip = (value: object, more = {}) => zipSync({ 'snapshot.json': strToU8(JSON.stringify(value)), ...more })
const entry = (name: string, size = 2, sum = 0) => ({ name, size, crc32c: sum })

test.each([
  ['no zip', strToU8('hello'), 'This is no snapshot: the file is no zip archive, or it was cut off.'],
  ['another zip', zipSync({ 'a.txt': strToU8('a') }), 'This is no snapshot: the archive has no snapshot.json.'],
  ['of another program', zip({ format: 'x' }), 'This is no snapshot of Logbook.'],
  ['of a later version', zip(manifest({ version: 2 })), 'This snapshot has version 2; this Logbook opens version 1.'],
  ['without brokers', zip(manifest({ machine: {} })), 'The snapshot is damaged: its snapshot.json is incomplete.'],
  [
    'a file is missing',
    zip(manifest({ files: [entry('disk/a')] })),
    'The snapshot is damaged: its file disk/a is not as it was saved.',
  ],
  [
    'a byte is another',
    zip(manifest({ files: [entry('disk/a')] }), { 'disk/a': strToU8('xy') }),
    'The snapshot is damaged: its file disk/a is not as it was saved.',
  ],
  [
    'a way out',
    zip(manifest({ files: [entry('disk/../a', 0)] }), { 'disk/../a': new Uint8Array() }),
    'The snapshot is damaged: it names a file disk/../a.',
  ],
  ...[
    { brokers: [{ ...MACHINE.brokers[0], properties: [null, 1, {}] }] },
    { brokers: [{ ...MACHINE.brokers[0], args: [1, null] }] },
    { brokers: [{ ...MACHINE.brokers[0], properties: [['node.id', '-1']] }] },
    { brokers: [MACHINE.brokers[0], MACHINE.brokers[0]] },
    { brokers: Array.from({ length: 33 }, (_, i) => ({ ...MACHINE.brokers[0], properties: [['node.id', `${i}`]] })) },
  ].map((change) => {
    const bytes = zip(manifest({ machine: { ...MACHINE, ...change } }))
    return ['nodes that are none', bytes, 'The snapshot is damaged: its snapshot.json is incomplete.'] as const
  }),
  ...[{ wall: 9e15 }, { wall: -9e15 }, { wallOffsetMs: 9e15 }].map((change) => {
    const bytes = zip(manifest({ machine: { ...MACHINE, ...change } }))
    return ['a clock far away', bytes, 'The snapshot is damaged: its clock is more than a hundred years away.'] as const
  }),
  [
    'more than there is room for',
    zip(manifest({ files: [entry('disk/a', 1 << 29), entry('disk/b', 1)] })),
    'The snapshot is too large: its files have more than 512 MB.',
  ],
  [
    'a size that is none',
    zip(manifest({ files: [entry('disk/a', -1)] })),
    'The snapshot is damaged: its snapshot.json is incomplete.',
  ],
])('refused: %s', (_what, bytes, why) => {
  expect(() => readSnapshot(bytes, NOW)).toThrow(why)
})

test('cut off anywhere it is refused', async () => {
  const whole = await packSnapshot(MACHINE, files())
  for (const length of [0, 10, whole.length >> 1, whole.length - 1])
    expect(() => readSnapshot(whole.slice(0, length), NOW)).toThrow('no snapshot')
})

test('time does not go back on a computer whose clock is behind', () => {
  expect(offsetHere(MACHINE, 3_000_000)).toBe(1000)
  expect(offsetHere(MACHINE, 1_500_000)).toBe(500_000)
})
