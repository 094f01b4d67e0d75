/** What a jump of the wall clock brought, from what the brokers told while it was made. */
import type { TraceEvent } from '../../engine/core/env/env.ts'

/** What became of one replica. */
export interface ReplicaChange {
  /** `orders-0` */
  readonly partition: string
  readonly segments: number
  /** Bytes of the segment files that went. */
  readonly bytes: number
  /** Where its log began and begins now; undefined: it did not move. */
  readonly logStart: { readonly from: number; readonly to: number } | undefined
  /** Producers whose sequences were forgotten. */
  readonly producers: number
  /** The cleaner went over it: bytes before and after. */
  readonly compacted: { readonly from: number; readonly to: number } | undefined
}

/** A group that lost offsets, told by its coordinator. */
export interface GroupChange {
  readonly group: string
  readonly offsets: number
  /** Nothing was left: the group is gone. */
  readonly removed: boolean
}

/** What one broker did. */
export interface BrokerChanges {
  readonly nodeId: number
  readonly replicas: readonly ReplicaChange[]
  readonly groups: readonly GroupChange[]
}

export type ToldEvent = TraceEvent & { readonly nodeId: number }

const UNCHANGED = { segments: 0, bytes: 0, logStart: undefined, producers: 0, compacted: undefined }

type Change = (before: ReplicaChange, event: TraceEvent) => ReplicaChange

const ON: { readonly [type: string]: Change } = {
  'segment.deleted': (before, event) => ({
    ...before,
    segments: before.segments + 1,
    bytes: before.bytes + Number(event['size']),
  }),
  'log.start.moved': (before, event) => ({
    ...before,
    logStart: { from: before.logStart?.from ?? Number(event['from']), to: Number(event['to']) },
  }),
  'producers.expired': (before, event) => ({
    ...before,
    producers: before.producers + (event['producerIds'] as readonly number[]).length,
  }),
  'log.cleaned': (before, event) => ({
    ...before,
    compacted: { from: before.compacted?.from ?? Number(event['bytesRead']), to: Number(event['bytesWritten']) },
  }),
}

/** By broker, each replica and group once. Brokers to which nothing happened are left out. */
export function consequencesOf(events: readonly ToldEvent[]): BrokerChanges[] {
  const nodes = [...new Set(events.map(({ nodeId }) => nodeId))].sort((a, b) => a - b)
  return nodes
    .map((nodeId) =>
      changesOf(
        nodeId,
        events.filter((event) => event.nodeId === nodeId),
      ),
    )
    .filter(({ replicas, groups }) => replicas.length + groups.length > 0)
}

function changesOf(nodeId: number, events: readonly ToldEvent[]): BrokerChanges {
  const replicas = new Map<string, ReplicaChange>()
  const groups = new Map<string, GroupChange>()
  for (const event of events) {
    const change = ON[event.type]
    const partition = String(event['partition'])
    if (change) replicas.set(partition, change(replicas.get(partition) ?? { partition, ...UNCHANGED }, event))
    if (event.type === 'offsets.expired') addGroup(groups, event)
  }
  return { nodeId, replicas: [...replicas.values()], groups: [...groups.values()] }
}

function addGroup(groups: Map<string, GroupChange>, event: TraceEvent): void {
  const group = String(event['group'])
  const before = groups.get(group)?.offsets ?? 0
  const offsets = before + (event['partitions'] as readonly string[]).length
  groups.set(group, { group, offsets, removed: event['removed'] === true })
}

const many = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`

/** As the `clock` command tells it, a line each. */
export function consequenceLines(changes: readonly BrokerChanges[]): string[] {
  return changes.flatMap(({ nodeId, replicas, groups }) => [
    ...replicas.map((replica) => `broker ${nodeId}: ${replica.partition}: ${replicaText(replica)}`),
    ...groups.map((group) => `broker ${nodeId}: group ${group.group}: ${groupText(group)}`),
  ])
}

function replicaText({ segments, bytes, logStart, producers, compacted }: ReplicaChange): string {
  return [
    ...(segments > 0 ? [`${many(segments, 'segment')} deleted (${bytes} bytes)`] : []),
    ...(logStart ? [`log start ${logStart.from} -> ${logStart.to}`] : []),
    ...(compacted ? [`compacted from ${compacted.from} to ${compacted.to} bytes`] : []),
    ...(producers > 0 ? [`${many(producers, 'idle producer')} forgotten`] : []),
  ].join(', ')
}

function groupText({ offsets, removed }: GroupChange): string {
  const told = offsets > 0 ? [`${many(offsets, 'committed offset')} expired`] : []
  return [...told, ...(removed ? ['the group is gone'] : [])].join(', ')
}
