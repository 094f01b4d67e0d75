/** What the active controller does by itself now and then, beside fencing (`PeriodicTask`s of `QuorumController.java`). */
import type { ControllerConfig, ControllerState, Decision } from './decision.ts'
import { electPreferredLeaders, electUncleanLeaders } from './elections.ts'

export interface PeriodicTask {
  readonly name: string
  readonly intervalMs: number
  /** Decides one run; `again`: there is more to do at once. */
  decide(state: ControllerState): Decision<{ readonly again: boolean }>
}

/** Stock value of `unclean.leader.election.interval.ms`, which is internal and in no list of configs. */
const UNCLEAN_INTERVAL_MS = 300_000

/** The tasks that the configuration asks for. */
export function periodicTasks({ brokerValue }: Pick<ControllerConfig, 'brokerValue'>): PeriodicTask[] {
  const preferred = {
    name: 'electPreferred',
    intervalMs: Number(brokerValue('leader.imbalance.check.interval.seconds')) * 1000,
    decide: electPreferredLeaders,
  }
  const unclean = {
    name: 'electUnclean',
    intervalMs: Number(brokerValue('unclean.leader.election.interval.ms') ?? UNCLEAN_INTERVAL_MS),
    decide: electUncleanLeaders,
  }
  const all = brokerValue('auto.leader.rebalance.enable') === 'true' ? [preferred, unclean] : [unclean]
  return all.filter(({ intervalMs }) => intervalMs > 0)
}
