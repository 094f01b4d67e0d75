import { type ReadonlySignal, signal } from '@preact/signals'
import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'

/** The partition that the Log view shows; null: the first there is. */
export const shownPartition = signal<TopicPartition | null>(null)

/** A record to which the Log view is to go; the view sets null when it does. */
export const wantedRecord = signal<(TopicPartition & { readonly offset: number }) | null>(null)

/** Requests of one program: those that came in from its connections. */
export interface RequestsOf {
  /** The command line, or the name of the cell. */
  readonly text: string
  /** Addresses of its connections' own ends, which brokers see as peers; they become more while it runs. */
  readonly peers: ReadonlySignal<ReadonlySet<string>>
}

/** To whose requests the Wire view is limited; null: everybody's. */
export const shownRequests = signal<RequestsOf | null>(null)

/** A request as brokers number those that they receive. */
export interface RequestId {
  readonly nodeId: number
  readonly id: number
}

/** The request that the Wire view shows taken apart. */
export const shownRequest = signal<RequestId | null>(null)

/** The group that the Groups view shows; null: the one of which something was told last. */
export const shownGroup = signal<string | null>(null)

/** The node whose server log is shown in the Cluster view; null: none. */
export const shownLog = signal<number | null>(null)
