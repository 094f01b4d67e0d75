/** The in-sync set as its leader sees it: what the controller committed, and a change that it was asked for. */

/** A change of which the controller's word is awaited (Kafka's PendingExpandIsr, PendingShrinkIsr). */
export interface PendingIsr {
  readonly isr: readonly number[]
  /** The partition epoch that the proposal was made from. */
  readonly partitionEpoch: number
}

/** Kafka's PartitionState. */
export interface IsrState {
  readonly committed: readonly number[]
  readonly pending: PendingIsr | null
}

/** Who may be in the ISR when all is done: those whose end the high watermark has to wait for. */
export function maximalIsr({ committed, pending }: IsrState): readonly number[] {
  if (!pending) return committed
  const added = pending.isr.filter((id) => !committed.includes(id))
  return added.length > 0 ? [...committed, ...added] : committed
}

/** What the metadata says; a pending change stays pending until the partition epoch has passed the one that it was made from. */
export function adoptIsr(state: IsrState, isr: readonly number[], partitionEpoch: number): IsrState {
  const { pending } = state
  return { committed: isr, pending: pending && partitionEpoch <= pending.partitionEpoch ? pending : null }
}
