import { expect, test } from 'vitest'
import { APIS, type ApiName } from '../protocol/apis.ts'
import { Errors } from '../protocol/errors.ts'
import { decodeRequest, decodeResponse, encodeRequest, type RequestInit } from '../protocol/frame.ts'
import { bounds } from '../protocol/schema.ts'
import { errorAnswer } from './error-answer.ts'
import { isErrorCode } from './rule.ts'

function answerTo<N extends ApiName>(name: N, version: number, body: RequestInit<N>) {
  const data = encodeRequest(name, version, { correlationId: 7, clientId: 'c' }, body).subarray(4)
  const answer = errorAnswer(decodeRequest(data), 'NOT_LEADER_OR_FOLLOWER')
  return answer && decodeResponse(name, version, answer.subarray(4))
}

const code = Errors.NOT_LEADER_OR_FOLLOWER
const ID = 'AAAAAAAAQACAAAAAAAAAAQ'

test.each([3, 8, 9, 12])('Produce v%i: every partition is told', (version) => {
  const partitionData = [{ index: 0 }, { index: 4 }]
  const answer = answerTo('Produce', version, { acks: -1, topicData: [{ name: 'orders', partitionData }] })
  expect(answer).toMatchObject({
    correlationId: 7,
    body: {
      responses: [
        {
          name: 'orders',
          partitionResponses: [
            { index: 0, errorCode: code, baseOffset: -1, logAppendTimeMs: -1 },
            { index: 4, errorCode: code, baseOffset: -1 },
          ],
        },
      ],
    },
  })
})

test('Produce v13: by topic id', () => {
  const answer = answerTo('Produce', 13, { acks: 1, topicData: [{ topicId: ID, partitionData: [{ index: 2 }] }] })
  expect(answer?.body.responses).toMatchObject([{ topicId: ID, partitionResponses: [{ index: 2, errorCode: code }] }])
})

test.each([4, 11, 12])('Fetch v%i: every partition, and above all from 7', (version) => {
  const answer = answerTo('Fetch', version, { topics: [{ topic: 'orders', partitions: [{ partition: 3 }] }] })
  expect(answer?.body).toMatchObject({
    errorCode: version >= 7 ? code : 0,
    responses: [{ topic: 'orders', partitions: [{ partitionIndex: 3, errorCode: code, highWatermark: -1 }] }],
  })
})

test.each([1, 8])('OffsetFetch v%i', (version) => {
  const topics = [{ name: 'orders', partitionIndexes: [0, 1] }]
  const partitions = [
    { partitionIndex: 0, committedOffset: -1, errorCode: code },
    { partitionIndex: 1, errorCode: code },
  ]
  if (version < 8)
    expect(answerTo('OffsetFetch', version, { groupId: 'g', topics })?.body.topics).toMatchObject([
      { name: 'orders', partitions },
    ])
  else
    expect(answerTo('OffsetFetch', version, { groups: [{ groupId: 'g', topics }] })?.body.groups).toMatchObject([
      { groupId: 'g', errorCode: code, topics: [{ name: 'orders', partitions }] },
    ])
})

test('FindCoordinator, before and after there were several keys', () => {
  expect(answerTo('FindCoordinator', 3, { key: 'g' })?.body).toMatchObject({ errorCode: code, nodeId: -1, port: -1 })
  const { coordinators } = answerTo('FindCoordinator', 4, { coordinatorKeys: ['g', 'h'] })?.body ?? {}
  expect(coordinators).toMatchObject([
    { key: 'g', errorCode: code },
    { key: 'h', errorCode: code },
  ])
})

test('Metadata for all topics has no place for an error until version 13', () => {
  expect(answerTo('Metadata', 9, { topics: null })).toBeNull()
  expect(answerTo('Metadata', 13, { topics: null })?.body.errorCode).toBe(code)
  expect(answerTo('Metadata', 9, { topics: [{ name: 'orders' }] })?.body.topics).toMatchObject([
    { name: 'orders', errorCode: code },
  ])
})

test('whatever is asked, the answer can be read, and tells no error but this', () => {
  for (const name of Object.keys(APIS) as ApiName[]) {
    const { min, max } = bounds(APIS[name].request.versions)
    for (let version = min; version <= max; version++) {
      const answer = answerTo(name, version, {})
      if (answer) expect(codesIn(answer.body).filter((one) => one !== code && one !== 0)).toEqual([])
    }
  }
})

function codesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(codesIn)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  return Object.entries(value).flatMap(([name, one]) => (isErrorCode(name) ? [one] : codesIn(one)))
}
