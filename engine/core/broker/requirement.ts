import type { BrokerConfig } from './config.ts'
import { StartupError } from './startup-error.ts'

/** Scala's `require`. Throws StartupError with its words. */
export function must(holds: boolean, message: string): void {
  if (!holds)
    throw new StartupError(`requirement failed: ${message}`, { javaClass: 'java.lang.IllegalArgumentException' })
}

/** Whether a static quorum names this node. */
export function isVoter({ quorumVoters, nodeId }: BrokerConfig): boolean {
  return quorumVoters.some(({ id }) => id === nodeId)
}

/** The voters as refusals name them. */
export function shownVoters({ quorumVoters }: BrokerConfig): string {
  return `controller.quorum.voters=Set(${quorumVoters.map(({ id }) => id).join(', ')})`
}
