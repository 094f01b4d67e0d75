import { expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { NetworkError } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestInit, ResponseOf } from '../protocol/frame.ts'
import { IsrManager } from './isr-manager.ts'

const proposal = (partition: number) => {
  return { topicId: 'topic', partition, leaderEpoch: 1, partitionEpoch: 2, isr: [{ brokerId: 1, brokerEpoch: 7 }] }
}

type Answer = { errorCode?: number; partitions?: Record<number, number> } | 'unreachable'

/** A controller that gives these answers, one a request; notes which partitions each request had. */
function managerOf(...answers: Answer[]) {
  const world = new SimWorld()
  const asked: string[] = []
  const alterPartition = async (request: RequestInit<'AlterPartition'>): Promise<ResponseOf<'AlterPartition'>> => {
    await new Promise<void>((resume) => void world.scheduler.after(5, resume))
    const wanted = request.topics?.[0]?.partitions?.map(({ partitionIndex }) => partitionIndex ?? -1) ?? []
    asked.push(wanted.join(','))
    const answer = answers.shift() ?? {}
    if (answer === 'unreachable') throw new NetworkError('no controller')
    const partitions = wanted.map((partitionIndex) => ({
      partitionIndex,
      errorCode: answer.partitions?.[partitionIndex] ?? 0,
      leaderId: 1,
      leaderEpoch: 1,
      isr: [1],
      leaderRecoveryState: 0,
      partitionEpoch: 3,
    }))
    return { throttleTimeMs: 0, errorCode: answer.errorCode ?? 0, topics: [{ topicId: 'topic', partitions }] }
  }
  const env = world.env('1', new MemoryDisk())
  const manager = new IsrManager(env, 1, { brokerEpoch: 7, alterPartition })
  const outcomes = (...partitions: number[]) =>
    world.scheduler.until(Promise.all(partitions.map((one) => manager.propose(proposal(one)))))
  return { manager, asked, outcomes }
}

test('what comes while a request is under way goes together in the next', async () => {
  const { asked, outcomes } = managerOf()
  expect(await outcomes(0, 1, 2)).toMatchObject([{ partitionEpoch: 3 }, { partitionEpoch: 3 }, { partitionEpoch: 3 }])
  expect(asked).toEqual(['0', '1,2'])
})

test.each<[string, Answer]>([
  ['no controller is reached', 'unreachable'],
  ['the broker’s epoch is stale', { errorCode: Errors.STALE_BROKER_EPOCH }],
  ['the controller is behind', { partitions: { 0: Errors.NOT_CONTROLLER } }],
])('%s: it is asked again', async (_what, answer) => {
  const { asked, outcomes } = managerOf(answer)
  expect(await outcomes(0)).toEqual([{ error: 0, leaderEpoch: 1, partitionEpoch: 3, isr: [1] }])
  expect(asked).toEqual(['0', '0'])
})

test.each(['INELIGIBLE_REPLICA', 'FENCED_LEADER_EPOCH', 'INVALID_UPDATE_VERSION', 'NEW_LEADER_ELECTED'] as const)(
  '%s is an answer',
  async (name) => {
    const { asked, outcomes } = managerOf({ partitions: { 0: Errors[name] } })
    expect(await outcomes(0)).toEqual([{ error: Errors[name] }])
    expect(asked).toEqual(['0'])
  },
)

test('a second proposal for a partition is not attempted', async () => {
  const { outcomes } = managerOf()
  expect(await outcomes(0, 0)).toMatchObject([{ error: 0 }, { error: Errors.OPERATION_NOT_ATTEMPTED }])
})
