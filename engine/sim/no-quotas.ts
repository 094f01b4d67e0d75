import type { Clock } from '../core/env/env.ts'
import { ReplicationQuota, type ReplicationQuotas } from '../core/replication/replication-quota.ts'

/** Quotas that hold nothing back, for benches without configs. */
export function noQuotas(clock: Pick<Clock, 'monotonic'>): ReplicationQuotas {
  const quota = new ReplicationQuota(clock, {
    brokerId: 0,
    limit: () => Number.POSITIVE_INFINITY,
    throttledReplicas: () => [],
    windows: 1,
    windowMs: 1000,
  })
  return { leader: quota, follower: quota }
}
