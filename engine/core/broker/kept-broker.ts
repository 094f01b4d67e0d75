import type { Uuid } from '../base/uuid.ts'
import type { KeptReplica } from '../log/kept-log.ts'

/** What a broker has in memory and needs when it goes on from a moment (undo); plain data. */
export interface KeptBroker {
  /** −1: it has none. */
  readonly brokerEpoch: number
  /** Of the registration under which it serves; null: it does not serve. */
  readonly incarnationId: Uuid | null
  /** By the paths of their folders; one that is not named is recovered. */
  readonly logs: ReadonlyMap<string, KeptReplica>
}

/** Of a process that has no broker, or none yet. */
export const NO_BROKER: KeptBroker = { brokerEpoch: -1, incarnationId: null, logs: new Map() }
