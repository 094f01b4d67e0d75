import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { equalBytes } from '../base/bytes.ts'
import { batchesIn, recordsIn } from '../record/batch.ts'
import { ClusterImage } from './image.ts'
import { imageRecords } from './image-records.ts'
import { decodeMetadataRecord, encodeMetadataRecord, type MetadataRecord } from './records.ts'
import { replay } from './replay.ts'
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.ts'
import { MetadataTransactions } from './transactions.ts'

const GOLDEN = new URL('../../golden/data/segments/', import.meta.url).pathname
const CASES = ['metadata-single', 'metadata-dynamic-standalone', 'metadata-three-nodes']

interface LogRecord {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** The metadata records of a golden log, segment after segment. */
function goldenLog(name: string): LogRecord[] {
  const folder = `${GOLDEN}${name}/stopped/__cluster_metadata-0/`
  const segments = readdirSync(folder).filter((file) => file.endsWith('.log'))
  return segments
    .sort()
    .flatMap((file) =>
      [...batchesIn(readFileSync(folder + file))]
        .filter(({ header }) => !header.control)
        .flatMap(({ bytes }) => recordsIn(bytes).map(({ offset, value }) => ({ offset, bytes: value as Uint8Array }))),
    )
}

function imageOf(records: Iterable<MetadataRecord>): ClusterImage {
  const image = new ClusterImage()
  const transactions = new MetadataTransactions()
  for (const record of records) for (const ready of transactions.push(record)) replay(image, ready)
  return image
}

/** Everything in an image but how far it has come, in an order that does not depend on that of the records. */
function content(image: ClusterImage): unknown {
  const sorted = <V>(map: ReadonlyMap<string | number, V>) =>
    [...map].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
  return {
    brokers: sorted(image.brokers).map(withSortedFeatures),
    controllers: sorted(image.controllers).map(withSortedFeatures),
    topics: sorted(image.topicsById).map(([id, topic]) => [id, topic.name, sorted(topic.partitions)]),
    features: sorted(image.features),
    configs: sorted(image.configs).map(([key, values]) => [key, sorted(values)]),
    quotas: sorted(image.quotas),
    nextProducerId: image.nextProducerId,
  }
}

/** Kafka's snapshots have a node's features in an order of their own. */
function withSortedFeatures<N extends { readonly features: readonly { readonly name: string }[] }>([id, node]: [
  string | number,
  N,
]) {
  return [id, { ...node, features: [...node.features].sort((a, b) => (a.name < b.name ? -1 : 1)) }]
}

test.each(CASES)('%s: every record is written back to the bytes that Kafka wrote', (name) => {
  const log = goldenLog(name)
  expect(log.length).toBeGreaterThan(10)
  for (const { offset, bytes } of log)
    expect(equalBytes(encodeMetadataRecord(decodeMetadataRecord(bytes)), bytes), `offset ${offset}`).toBe(true)
})

test.each(CASES)('%s: replayed twice gives the same image, and a snapshot of it the same again', (name) => {
  const records = goldenLog(name).map(({ bytes }) => decodeMetadataRecord(bytes))
  const image = imageOf(records)
  expect(content(imageOf(records))).toEqual(content(image))
  const snapshot = encodeSnapshot({ lastContainedLogTimestamp: 1, voters: null, records: imageRecords(image) }, 2)
  expect(content(imageOf(decodeSnapshot(snapshot).records))).toEqual(content(image))
})

test('metadata-single: the topic is gone, what the cluster finalized is there', () => {
  const image = imageOf(goldenLog('metadata-single').map(({ bytes }) => decodeMetadataRecord(bytes)))
  expect([...image.topicIds]).toEqual([])
  expect(image.metadataVersion).toBe(30)
  expect(image.nextProducerId).toBe(1000)
  expect(image.brokers.get(1)).toMatchObject({ epoch: 11, fenced: true, cordonedLogDirs: [] })
  expect(image.configsOf(4, '').get('min.insync.replicas')).toBe('1')
})

const THREE = `${GOLDEN}metadata-three-nodes/stopped/__cluster_metadata-0/`
const SNAPSHOTS = readdirSync(THREE).filter((file) => file.endsWith('.checkpoint') && !file.startsWith('0'.repeat(20)))

test.each(SNAPSHOTS)('%s: the snapshot that Kafka made equals the log up to its end', (file) => {
  const end = Number(file.slice(0, 20))
  const log = goldenLog('metadata-three-nodes').filter(({ offset }) => offset < end)
  const replayed = imageOf(log.map(({ bytes }) => decodeMetadataRecord(bytes)))
  expect(content(imageOf(decodeSnapshot(readFileSync(THREE + file)).records))).toEqual(content(replayed))
})

test('what is done to a copy does not reach the original', () => {
  const image = imageOf(goldenLog('metadata-three-nodes').map(({ bytes }) => decodeMetadataRecord(bytes)))
  const before = JSON.stringify(content(image))
  const copy = image.clone()
  for (const id of [...copy.topicsById.keys()])
    replay(copy, { type: 'RemoveTopicRecord', version: 0, value: { topicId: id } })
  expect(JSON.stringify(content(image))).toBe(before)
  expect(copy.topicIds.size).toBe(0)
})

test('records of an aborted transaction have no effect', () => {
  const feature = (name: string): MetadataRecord => ({
    type: 'FeatureLevelRecord',
    version: 0,
    value: { name, featureLevel: 1 },
  })
  const image = imageOf([
    { type: 'BeginTransactionRecord', version: 0, value: { name: 'x' } },
    feature('lost'),
    { type: 'AbortTransactionRecord', version: 0, value: { reason: 'x' } },
    feature('kept'),
  ])
  expect([...image.features.keys()]).toEqual(['kept'])
})
