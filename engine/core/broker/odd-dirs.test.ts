/** Log dirs that somebody changed, as Apache Kafka 4.3.1 was seen to take them. */
import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { SeededRandom } from '../../sim/random.ts'
import type { Env } from '../env/env.ts'
import { readText, replaceFile } from '../metadata/files.ts'
import { BrokerConfig } from './config.ts'
import { readIdentity } from './node-identity.ts'

const CLUSTER = '4L6g3nShT-eMCtK--X86sw'
const OTHER = 'AAAAAAAAAAAAAAAAAAAABg'
const IDS = { a: 'k_LgJc7iAmS0yL3bhsZpTA', b: 'q52pd5E8v-0cQQS5StHvRQ' }
const WHOLE = { 'node.id': '1', version: '1', 'cluster.id': CLUSTER }

/** Dirs a (also the metadata's) and b; null: not formatted. */
async function identify(
  b: Readonly<Record<string, string>> | string | null,
  a: Readonly<Record<string, string>> | null = {},
) {
  const disk = new MemoryDisk()
  const said: string[] = []
  const trace = {
    log: (level: string, _logger: string, line: string) => void said.push(`${level} ${line}`),
    event: () => {},
  }
  const clock = { monotonic: () => 0, wall: () => 1_795_000_000_000 }
  const env = { disk, trace, clock, random: new SeededRandom(1) } as unknown as Env
  for (const [dir, given] of [
    ['a', a],
    ['b', b],
  ] as const)
    if (given !== null)
      await replaceFile(disk, `${dir}/meta.properties`, typeof given === 'string' ? given : textOf(dir, given))
  const config = new BrokerConfig(
    new Map([
      ['node.id', '1'],
      ['log.dirs', 'a,b'],
    ]),
  )
  return { disk, said, identity: await readIdentity(env, config) }
}

function textOf(dir: 'a' | 'b', given: Readonly<Record<string, string>>): string {
  const all = { ...WHOLE, 'directory.id': IDS[dir], ...given }
  return Object.entries(all)
    .flatMap(([name, value]) => (value === '' ? [] : `${name}=${value}\n`))
    .join('')
}

test.each([
  [
    'a dir that is not formatted',
    null,
    'No `meta.properties` found in b (have you run `kafka-storage.sh` to format the directory?)',
  ],
  [
    'another cluster',
    { 'cluster.id': OTHER },
    `Invalid cluster.id in: b/meta.properties. Expected ${CLUSTER}, but read ${OTHER}`,
  ],
  [
    'another node',
    { 'node.id': '2' },
    "Stored node id 2 doesn't match previous node id 1 in b/meta.properties. If you moved your data, make sure your configured node id matches. If you intend to create a new node, you should remove all data in your data directories.",
  ],
  [
    'the id of the other dir',
    { 'directory.id': IDS.a },
    `Duplicate directory ID Optional[${IDS.a}] found. It was the ID of a, but also of b`,
  ],
  ['a reserved id', { 'directory.id': 'A'.repeat(22) }, `Invalid reserved directory ID ${'A'.repeat(22)} found in b`],
  ['version 0', { version: '0' }, 'Error: node ID not found in b'],
  ['an empty file', '', 'Error: node ID not found in b'],
  ['words', 'hello world', 'Error: node ID not found in b'],
] as const)('no start with %s', async (_what, b, why) => {
  await expect(identify(b).catch(({ message }) => message)).resolves.toBe(why)
})

test.each([
  [{ version: '2' }, 'Unknown meta.properties version number 2'],
  [{ version: 'one' }, "Invalid meta.properties version string 'one'"],
  [{ 'cluster.id': '' }, 'cluster.id was not found.'],
  [{ 'node.id': '' }, 'Failed to find node.id'],
  [{ 'node.id': 'one' }, 'Unable to read node.id as a base-10 number.'],
  [{ 'directory.id': 'hello' }, 'Unable to read directory.id as a Uuid'],
] as const)('a dir is offline whose file says %j', async (b, why) => {
  const { identity, said } = await identify(b)
  expect(identity.offlineDirs).toEqual(['b'])
  expect([...identity.directories.keys()]).toEqual(['a'])
  expect(said).toEqual([
    `ERROR Error while reading meta.properties file b/meta.properties: ${why}`,
    'ERROR Failed to create or validate data directory b',
  ])
})

test('without that of the metadata there is no start', async () => {
  const why = 'Encountered I/O error in metadata log directory a. Cannot continue.'
  await expect(identify({}, { version: '2' }).catch(({ message }) => message)).resolves.toBe(why)
})

test('without any there is none either', async () => {
  const why = 'No readable meta.properties files found.'
  await expect(identify(null, null).catch(({ message }) => message)).resolves.toBe(why)
})

test('a dir without an id gets one, which is kept', async () => {
  const { identity, disk, said } = await identify({ 'directory.id': '' })
  const id = identity.directories.get('b')?.directoryId
  expect(id).toMatch(/^[\w-]{22}$/)
  expect(await readText(disk, 'b/meta.properties')).toContain(`directory.id=${id}\n`)
  expect(said).toEqual(['INFO Rewriting b/meta.properties'])
})

test('properties are read as Java reads them', async () => {
  const { identity } = await identify(
    `! x\n  node.id : 1\r\nversion 1\ncluster.id=${CLUSTER}\ndirectory.id = ${IDS.b}\n`,
  )
  expect(identity.directories.get('b')).toEqual({ clusterId: CLUSTER, nodeId: 1, directoryId: IDS.b })
})
