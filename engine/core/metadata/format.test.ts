import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { SeededRandom } from '../../sim/random.ts'
import { batchesIn } from '../record/batch.ts'
import { readFile, readText } from './files.ts'
import { FormatError, type FormatOptions, format } from './format.ts'
import { formatMetaProperties, parseMetaProperties } from './meta-properties.ts'
import { decodeSnapshot } from './snapshot-file.ts'

const GOLDEN = new URL('../../golden/data/segments/', import.meta.url).pathname
const NOW = Date.UTC(2026, 10, 21, 2, 57, 21)

const OPTIONS: FormatOptions = {
  clusterId: 'ns-fgaojT9KUvObEIqhB-A',
  nodeId: 1,
  logDirs: ['d1'],
  metadataLogDir: 'd1',
  standalone: null,
  ignoreFormatted: false,
}

function machine() {
  const disk = new MemoryDisk()
  return { disk, clock: { monotonic: () => 0, wall: () => NOW }, random: new SeededRandom(1) }
}

/** Borders, flags and sizes of the batches, and the records in them: all but the wall times and what depends on them. */
function shape(bytes: Uint8Array): unknown {
  const batches = [...batchesIn(bytes)].map(({ header }) => {
    const { baseOffset, lastOffset, size, control, partitionLeaderEpoch, recordCount } = header
    return { baseOffset, lastOffset, size, control, partitionLeaderEpoch, recordCount }
  })
  return { batches, records: decodeSnapshot(bytes).records }
}

test('bootstrap.checkpoint has the form of the one that Kafka wrote', async () => {
  const env = machine()
  await format(env, OPTIONS)
  const ours = (await readFile(env.disk, 'd1/bootstrap.checkpoint')) as Uint8Array
  expect(shape(ours)).toEqual(shape(readFileSync(`${GOLDEN}metadata-single/just-formatted/bootstrap.checkpoint`)))
})

test('--standalone writes the voter snapshot in the form of the one that Kafka wrote', async () => {
  const env = machine()
  await format(env, { ...OPTIONS, standalone: { listener: 'CONTROLLER', host: '127.0.0.1', port: 23093 } })
  const name = '__cluster_metadata-0/00000000000000000000-0000000000.checkpoint'
  const ours = (await readFile(env.disk, `d1/${name}`)) as Uint8Array
  const golden = readFileSync(`${GOLDEN}metadata-dynamic-standalone/just-formatted/${name}`)
  expect(shape(ours)).toEqual(shape(golden))
  const [voter] = decodeSnapshot(ours).voters ?? []
  const [kafkas] = decodeSnapshot(golden).voters ?? []
  expect({ ...voter, voterDirectoryId: '' }).toEqual({ ...kafkas, voterDirectoryId: '' })
})

test('meta.properties is written byte for byte as Java writes it', () => {
  const golden = readFileSync(`${GOLDEN}metadata-single/stopped/meta.properties`, 'utf8')
  expect(formatMetaProperties(parseMetaProperties(golden), NOW)).toBe(golden)
})

test('a formatted dir is refused, left alone or found to be of another cluster', async () => {
  const env = machine()
  await format(env, OPTIONS)
  const before = await readText(env.disk, 'd1/meta.properties')
  await expect(format(env, OPTIONS)).rejects.toThrow(
    new FormatError(
      'Log directory d1 is already formatted. Use --ignore-formatted to ignore this directory and format the others.',
    ),
  )
  expect((await format(env, { ...OPTIONS, ignoreFormatted: true })).lines).toEqual([
    'All of the log directories are already formatted.',
  ])
  await expect(format(env, { ...OPTIONS, ignoreFormatted: true, clusterId: 'other' })).rejects.toThrow(
    'Invalid cluster.id in: d1/meta.properties. Expected other, but read ns-fgaojT9KUvObEIqhB-A',
  )
  await expect(format(env, { ...OPTIONS, clusterId: 'other', nodeId: 7 })).rejects.toThrow('Invalid cluster.id in: d1')
  await expect(format(env, { ...OPTIONS, nodeId: 7 })).rejects.toThrow(
    "Stored node id 1 doesn't match previous node id 7",
  )
  expect(await readText(env.disk, 'd1/meta.properties')).toBe(before)
})

test('an older release gets the levels that it had', async () => {
  const { lines } = await format(machine(), { ...OPTIONS, metadataVersion: 25 })
  expect(lines[0]).toContain("name='metadata.version', featureLevel=25")
  expect(lines[0]).toContain("name='group.version', featureLevel=1")
  expect(lines[0]).not.toContain('share.version')
  expect(lines[1]).toBe('Formatting metadata directory d1 with metadata.version 4.0-IV3.')
})
