import { type ClusterState, EMPTY_STATE } from '../cluster/cluster-state.ts'
import type { PastEvent } from './past.ts'

/** Knows which replicas only come back into the ISR because their nodes were started with the page, or for a lesson: nothing has happened then. */
export class Returning {
  private state = EMPTY_STATE
  /** Nodes that were started before the cluster was seen. */
  private readonly started = new Set<number>()
  /** `orders-0 2`: replicas on them that have not gone since. */
  private readonly expected = new Set<string>()

  /** The cluster was read, or another one comes. */
  saw(state: ClusterState): void {
    const isFirst = this.state === EMPTY_STATE
    this.state = state
    if (isFirst) this.expect(state)
    else if (state === EMPTY_STATE) this.started.clear()
  }

  private expect({ topics }: ClusterState): void {
    this.expected.clear()
    for (const { partitions } of topics.values())
      for (const { topic, partition, replicas } of partitions)
        for (const replica of replicas)
          if (this.started.has(replica)) this.expected.add(`${topic}-${partition} ${replica}`)
  }

  /** Hears of everything. Whether it is no more than such a return. */
  isOnly(event: PastEvent): boolean {
    const { type, nodeId } = event
    if (type === 'isr.changed') return this.isReturn(String(event['partition']), event['from'], event['to'])
    if (/^broker\.(starting|killed|stopped|paused)$/.test(type)) this.nodeChanged(nodeId)
    return false
  }

  private nodeChanged(nodeId: number): void {
    if (this.state === EMPTY_STATE) this.started.add(nodeId)
    for (const one of this.expected) if (one.endsWith(` ${nodeId}`)) this.expected.delete(one)
  }

  private isReturn(partition: string, from: unknown, to: unknown): boolean {
    const replicas = (these: unknown, others: unknown) =>
      (these as number[]).filter((one) => !(others as number[]).includes(one)).map((one) => `${partition} ${one}`)
    const came = replicas(to, from)
    const isReturn = came.length > 0 && came.every((one) => this.expected.has(one))
    for (const one of replicas(from, to)) this.expected.delete(one)
    return isReturn || this.state === EMPTY_STATE
  }
}
