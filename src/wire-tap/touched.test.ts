import { expect, test } from 'vitest'
import { APIS } from '../../engine/core/protocol/apis.ts'
import { encodeRequest, encodeResponse, type RequestInit, type ResponseInit } from '../../engine/core/protocol/frame.ts'
import { buildBatch } from '../../engine/core/record/batch.ts'
import { touchedBy } from './touched.ts'

const ORDERS = 'AAAAAAAAAAAAAAAAAAAAAQ'
const nameOf = (id: string) => (id === ORDERS ? 'orders' : undefined)
const HEADER = { correlationId: 1, clientId: 'c' }
/** A frame without its length. */
const bare = (frame: Uint8Array) => frame.slice(4)

function touched<N extends 'Produce' | 'Fetch' | 'OffsetCommit'>(
  name: N,
  version: number,
  request: RequestInit<N>,
  response: ResponseInit<N> | null,
  cutTo = Number.POSITIVE_INFINITY,
) {
  const tapped = {
    ...{ id: 1, at: 0, peer: 'p', apiKey: APIS[name].key, apiVersion: version, clientId: 'c', correlationId: 1 },
    ...{ requestBytes: 0, responseBytes: 0, took: 1, ring: 'programs' as const, isOpen: false },
  }
  const frames = {
    request: bare(encodeRequest(name, version, HEADER, request)).slice(0, cutTo),
    response: response && bare(encodeResponse(name, version, 1, response)),
  }
  return touchedBy(tapped, frames, nameOf)
}

const records = (...values: string[]) =>
  buildBatch({
    baseOffset: 0,
    records: values.map((value) => ({ key: null, value: new TextEncoder().encode(value), timestamp: 0, headers: [] })),
  })

const produce = (topic: { name?: string; topicId?: string }) => ({
  acks: -1,
  timeoutMs: 1,
  topicData: [{ ...topic, partitionData: [{ index: 2, records: records('a', 'b', 'c') }] }],
})
const produced = (topic: { name?: string; topicId?: string }, baseOffset: number) => ({
  responses: [{ ...topic, partitionResponses: [{ index: 2, errorCode: baseOffset < 0 ? 3 : 0, baseOffset }] }],
})

test.each([
  [13, { topicId: ORDERS }],
  [11, { name: 'orders' }],
])('Produce v%i: where its batch went', (version, topic) => {
  const where = { how: 'wrote', topic: 'orders', partition: 2, offset: 17 }
  expect(touched('Produce', version, produce(topic), produced(topic, 17))).toEqual([{ ...where, last: 19 }])
  expect(touched('Produce', version, produce(topic), produced(topic, 17), 40)).toEqual([{ ...where, last: null }])
  expect(touched('Produce', version, produce(topic), produced(topic, -1))).toEqual([])
  expect(touched('Produce', version, produce(topic), null)).toEqual([])
})

test('Fetch: the records that came; OffsetCommit: the group and its position; unknown topics: none', () => {
  const answer = (topicId: string) => ({
    responses: [
      {
        topicId,
        partitions: [
          { partitionIndex: 0, errorCode: 0, highWatermark: 3, records: records('a', 'b') },
          { partitionIndex: 1, errorCode: 0, highWatermark: 0, records: new Uint8Array() },
        ],
      },
    ],
  })
  const fetch = { maxWaitMs: 1, minBytes: 1, topics: [] }
  const found = { how: 'read', topic: 'orders', partition: 0, offset: 0, last: 1 }
  expect(touched('Fetch', 17, fetch, answer(ORDERS))).toEqual([found])
  expect(touched('Fetch', 17, fetch, answer('AAAAAAAAAAAAAAAAAAAAAg'))).toEqual([])
  const partitions = [{ partitionIndex: 1, committedOffset: 7, committedMetadata: '' }]
  const commit = { groupId: 'g', memberId: '', topics: [{ name: 'orders', partitions }] }
  expect(touched('OffsetCommit', 9, commit, null)).toEqual([
    { how: 'committed', topic: 'orders', partition: 1, offset: 7, last: null, group: 'g' },
  ])
})
