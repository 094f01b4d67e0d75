import { expect, test } from 'vitest'
import { LogConfig } from '../log/log-config.ts'
import { ReplicationQuota } from './replication-quota.ts'

function quotaOf(limit: number) {
  const clock = { now: 0, monotonic: () => clock.now }
  const quota = new ReplicationQuota(clock, {
    brokerId: 2,
    limit: () => limit,
    throttledReplicas: ({ leaderThrottledReplicas }) => leaderThrottledReplicas,
    windows: 11,
    windowMs: 1000,
  })
  return { clock, quota }
}

const replica = (index: number, list: string) => ({
  index,
  log: { config: new LogConfig(new Map([['leader.replication.throttled.replicas', list]])) },
})

test('replicas are throttled that the topic names with this broker, or all of them', () => {
  const { quota } = quotaOf(100)
  expect([0, 1, 2].map((index) => quota.isThrottled(replica(index, '0:1,1:2, 2:1')))).toEqual([false, true, false])
  expect(quota.isThrottled(replica(7, '*'))).toBe(true)
  expect(quota.isThrottled(replica(0, ''))).toBe(false)
})

test('the rate is that of the windows of the last eleven seconds: what went over it waits until enough time has passed', () => {
  const { quota, clock } = quotaOf(100)
  quota.record(100)
  expect(quota.isExceeded).toBe(false)
  quota.record(200)
  expect(quota.isExceeded).toBe(true)
  clock.now = 2999
  expect(quota.isExceeded).toBe(true)
  clock.now = 3000
  expect(quota.isExceeded).toBe(false)
  quota.record(10_000)
  clock.now = 13_999
  expect(quota.isExceeded).toBe(true)
  clock.now = 14_000
  expect(quota.isExceeded).toBe(false)
})

test('without a limit nothing is held back', () => {
  const { quota } = quotaOf(Number.POSITIVE_INFINITY)
  quota.record(1e12)
  expect(quota.holdsBack(replica(0, '*'))).toBe(false)
})
