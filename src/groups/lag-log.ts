import type { ClusterState } from '../cluster/cluster-state.ts'
import { lagOf } from '../cluster/lag.ts'

/** How many records a group was behind at a moment of cluster time. */
export interface LagSample {
  readonly t: number
  readonly records: number
}

const KEPT = 2000

/** The lag of each group as the cluster was read; bounded. */
export class LagLog {
  private readonly byGroup = new Map<string, LagSample[]>()

  read(state: ClusterState, t: number): void {
    for (const group of state.groups) {
      if (group.committed.length === 0) continue
      const samples = this.byGroup.get(group.id) ?? []
      const records = lagOf(state, group.committed)
      const [last, before] = [samples.at(-1), samples.at(-2)]
      if (last?.records === records && before?.records === records) samples.pop()
      samples.push({ t, records })
      if (samples.length > KEPT) samples.splice(0, samples.length - KEPT)
      this.byGroup.set(group.id, samples)
    }
  }

  forget(): void {
    this.byGroup.clear()
  }

  of(group: string): readonly LagSample[] {
    return this.byGroup.get(group) ?? []
  }
}
