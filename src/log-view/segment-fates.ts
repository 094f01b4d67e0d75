/** What will delete a log's segments, and when: the rules of `UnifiedLog.deleteOldSegments`, told ahead. */

/** A segment as its files tell it. */
export interface SegmentFile {
  readonly baseOffset: number
  /** Of the `.log` file, bytes. */
  readonly size: number
  /** Its indexes and snapshots, bytes. */
  readonly indexSize: number
  /** Of its records, ms since 1970; -1: it has none. */
  readonly largestTimestamp: number
}

/** The settings in force. */
export interface Rules {
  readonly deletes: boolean
  readonly compacts: boolean
  /** -1: none. */
  readonly retentionMs: number
  /** -1: none. */
  readonly retentionBytes: number
  readonly segmentBytes: number
  readonly segmentMs: number
  /** How often the broker looks. */
  readonly checkIntervalMs: number
}

/** What deletes a segment. */
export type Fate =
  | { readonly why: 'log start' }
  /** `at`: wall time, ms; past: at the next check. */
  | { readonly why: 'retention.ms'; readonly at: number }
  /** When the log has grown by so much; 0: at the next check. */
  | { readonly why: 'retention.bytes'; readonly afterBytes: number }

/** By segment, oldest first: what will delete it, the soonest first as far as that can be told; none: nothing will. */
export function fatesOf(segments: readonly SegmentFile[], rules: Rules, logStartOffset: number): Fate[][] {
  const size = segments.reduce((sum, segment) => sum + segment.size, 0)
  let upTo = 0
  let expiresAt = Number.NEGATIVE_INFINITY
  return segments.map((segment, i) => {
    const next = segments[i + 1]
    upTo += segment.size
    // None goes before the ones in front of it.
    expiresAt = Math.max(expiresAt, segment.largestTimestamp + rules.retentionMs + 1)
    const fates: Fate[] = []
    if (next && next.baseOffset <= logStartOffset) fates.push({ why: 'log start' })
    if (!rules.deletes) return fates
    if (rules.retentionBytes >= 0)
      fates.push({ why: 'retention.bytes', afterBytes: Math.max(0, upTo - (size - rules.retentionBytes)) })
    if (rules.retentionMs >= 0) fates.push({ why: 'retention.ms', at: expiresAt })
    return fates
  })
}

/** The rules that a topic's settings and its broker's make. */
export function rulesOf(topic: ReadonlyMap<string, string>, broker: ReadonlyMap<string, string>): Rules {
  const policies = (topic.get('cleanup.policy') ?? 'delete').split(',').map((policy) => policy.trim())
  const number = (name: string) => Number(topic.get(name) ?? -1)
  return {
    deletes: policies.includes('delete'),
    compacts: policies.includes('compact'),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    segmentBytes: number('segment.bytes'),
    segmentMs: number('segment.ms'),
    checkIntervalMs: Number(broker.get('log.retention.check.interval.ms') ?? 300_000),
  }
}
