/** What a voter answers to requests that it must not follow, with Kafka's errors. */
import { expect, test } from 'vitest'
import { type ErrorName, errorName } from '../protocol/errors.ts'
import { Quorum } from './quorum.ts'
import type { QuorumEffect, RaftRequest, Voter } from './quorum-types.ts'
import { LabLog } from './raft-lab.ts'

const DIRECTORY = 'D'.repeat(22)
const voter = (id: number): Voter => ({ id, directoryId: null, address: { host: 'node', port: id } })

/** Node 1 of three, a follower of node 2 in epoch 5. */
function follower(log = new LabLog(0, [{ epoch: 5, value: 'L2' }])): Quorum {
  const quorum = new Quorum({
    self: { id: 1, directoryId: DIRECTORY },
    voters: [voter(1), voter(2), voter(3)],
    bootstrap: [],
    config: { electionTimeoutMs: 1000, fetchTimeoutMs: 2000, electionBackoffMaxMs: 1000, retryBackoffMs: 20 },
    log,
    election: { leaderId: 2, leaderEpoch: 5, votedId: -1 },
    random: () => 0,
  })
  quorum.step(0, { type: 'start' })
  return quorum
}

function answerTo(quorum: Quorum, request: RaftRequest) {
  const answer = quorum.step(1, { type: 'request', token: 0, request }).find(({ type }) => type === 'answer')
  if (answer?.type !== 'answer') throw new Error('no answer')
  return answer.answer
}

const vote = {
  type: 'vote',
  epoch: 6,
  candidate: { id: 3, directoryId: null },
  voter: { id: 1, directoryId: null },
  last: { offset: 1, epoch: 5 },
  preVote: false,
} as const
const begin = { type: 'beginEpoch', epoch: 6, leaderId: 3, leaderAddress: null, voter: vote.voter } as const
const fetch = {
  type: 'fetch',
  epoch: 5,
  replica: { id: 3, directoryId: null },
  offset: 0,
  lastFetchedEpoch: 0,
  highWatermark: -1,
  maxWaitMs: 500,
} as const

test.each<[string, RaftRequest, ErrorName]>([
  ['a vote for an older epoch', { ...vote, epoch: 4, last: { offset: 1, epoch: 3 } }, 'FENCED_LEADER_EPOCH'],
  ['a log of the epoch that is voted for', { ...vote, last: { offset: 1, epoch: 6 } }, 'INVALID_REQUEST'],
  ['a log that ends below 0', { ...vote, last: { offset: -1, epoch: 5 } }, 'INVALID_REQUEST'],
  ['a candidate without an id', { ...vote, candidate: { id: -1, directoryId: null } }, 'INVALID_REQUEST'],
  ['a vote meant for another node', { ...vote, voter: { id: 2, directoryId: null } }, 'INVALID_VOTER_KEY'],
  ['a vote meant for another disk', { ...vote, voter: { id: 1, directoryId: 'E'.repeat(22) } }, 'INVALID_VOTER_KEY'],
  ['a leader of an older epoch', { ...begin, epoch: 4 }, 'FENCED_LEADER_EPOCH'],
  ['a leader that means another node', { ...begin, voter: { id: 3, directoryId: null } }, 'INVALID_VOTER_KEY'],
  ['the end of an older epoch', { type: 'endEpoch', epoch: 4, leaderId: 2, preferred: [] }, 'FENCED_LEADER_EPOCH'],
  ['a fetch from a follower', fetch, 'NOT_LEADER_OR_FOLLOWER'],
  ['a fetch of an older epoch', { ...fetch, epoch: 4 }, 'FENCED_LEADER_EPOCH'],
  ['a fetch of a newer epoch', { ...fetch, epoch: 6 }, 'UNKNOWN_LEADER_EPOCH'],
  ['a fetch from below 0', { ...fetch, offset: -1 }, 'INVALID_REQUEST'],
])('%s', (_what, request, error) => {
  expect(errorName(answerTo(follower(), request).error)).toBe(error)
})

test('every answer tells who leads, and where', () => {
  expect(answerTo(follower(), fetch)).toMatchObject({ epoch: 5, leaderId: 2, leaderAddress: { host: 'node', port: 2 } })
})

test('a request meant for another still tells of its epoch', () => {
  const quorum = follower()
  answerTo(quorum, { ...vote, voter: { id: 2, directoryId: null } })
  expect([quorum.role, quorum.epoch]).toEqual(['unattached', 6])
})

test('one vote an epoch, on disk before it is told', () => {
  const quorum = follower()
  const effects = quorum.step(1, { type: 'request', token: 0, request: vote })
  expect(effects.map(({ type }) => type).filter((type) => type === 'persist' || type === 'answer')).toEqual([
    'persist',
    'persist',
    'answer',
  ])
  expect(effects.findLast(({ type }) => type === 'persist')).toMatchObject({ state: { votedId: 3, leaderEpoch: 6 } })
  expect(answerTo(quorum, vote)).toMatchObject({ granted: true })
  expect(answerTo(quorum, { ...vote, candidate: { id: 2, directoryId: null } })).toMatchObject({ granted: false })
})

test('a vote given is kept by a node that stands itself and gives up, without a new epoch', () => {
  const quorum = follower()
  answerTo(quorum, vote)
  const roles = [1001, 3001].map((now) => {
    quorum.step(now, { type: 'tick' })
    return quorum.role
  })
  expect(roles).toEqual(['prospective', 'unattached'])
  const request = { ...vote, candidate: { id: 2, directoryId: null } }
  const answer = quorum.step(3002, { type: 'request', token: 0, request }).find(({ type }) => type === 'answer')
  expect(answer).toMatchObject({ answer: { granted: false, epoch: 6 } })
})

test('no vote for a log that ends earlier', () => {
  expect(answerTo(follower(), { ...vote, last: { offset: 0, epoch: 4 } })).toMatchObject({ error: 0, granted: false })
  expect(answerTo(follower(), { ...vote, last: { offset: 0, epoch: 5 } })).toMatchObject({ error: 0, granted: false })
})

test('a follower asks for more only when what it has is on its disk', () => {
  const log = new LabLog(0, [{ epoch: 5, value: 'L2' }])
  const quorum = follower(log)
  const response = {
    type: 'fetch',
    error: 0,
    epoch: 5,
    leaderId: 2,
    leaderAddress: voter(2).address,
    outcome: { kind: 'data', highWatermark: 1 },
    records: new Uint8Array(1),
  } as const
  const sends = (effects: readonly QuorumEffect[]) => effects.filter(({ type }) => type === 'send').length
  expect(sends(quorum.step(1, { type: 'response', id: 0, response }))).toBe(0)
  log.entries.push({ epoch: 5, value: 'a' })
  expect(sends(quorum.step(2, { type: 'tick' }))).toBe(0)
  expect(quorum.step(3, { type: 'durable', endOffset: 2 })).toMatchObject([{ type: 'send', request: { offset: 2 } }])
})
