/** What Apache's brokers say in their logs, as events that goals ask for. */
import { existsSync, readFileSync } from 'node:fs'
import type { TraceEvent } from '../core/env/env.ts'

interface Saying {
  readonly pattern: RegExp
  readonly tell: (found: readonly string[]) => TraceEvent
}

const segment =
  (type: string) =>
  ([, partition = '', baseOffset]: readonly string[]) =>
    ({ type, partition, baseOffset: Number(baseOffset) }) as TraceEvent

const member =
  (type: string, rest: object = {}) =>
  ([, group = '', memberId = '']: readonly string[]) =>
    ({ type, group, memberId, clientId: '', ...rest }) as TraceEvent

const SAYINGS: readonly Saying[] = [
  {
    pattern: /\[UnifiedLog partition=(\S+), dir=.*Deleting segment LogSegment\(baseOffset=(\d+).* breach/,
    tell: segment('segment.deleted'),
  },
  {
    pattern: /\[LocalLog partition=(\S+), dir=.*Rolled new log segment at offset (\d+)/,
    tell: segment('segment.rolled'),
  },
  {
    pattern: /\[UnifiedLog partition=(\S+), dir=.*Incremented log start offset to (\d+)/,
    tell: ([, partition = '', to]) => ({ type: 'log.start.moved', partition, from: -1, to: Number(to) }),
  },
  {
    pattern: /\[UnifiedLog partition=(\S+), dir=.*Truncating to offset (\d+)/,
    tell: ([, partition = '', to]) => ({ type: 'log.truncated', partition, from: -1, to: Number(to) }),
  },
  {
    pattern: /cleaned log (\S+) \(dirty section/,
    tell: ([, partition = '']) => ({ type: 'log.cleaned', partition, bytesRead: -1, bytesWritten: -1 }),
  },
  {
    pattern: /NotEnoughReplicasException: The size of the current ISR .* for partition ([^,\s]+)/,
    tell: ([, partition = '']) => ({ type: 'produce.refused', partition, error: 'NOT_ENOUGH_REPLICAS' }),
  },
  {
    pattern: /unknown member id joins group (\S+) in .* Created a new member id (\S+)/,
    tell: member('group.member.joined'),
  },
  {
    pattern: /unknown member id joins group (\S+) in .* Replacing previously mapped member (\S+)/,
    tell: member('group.member.fenced'),
  },
  {
    pattern: /\[Group(?:Id)? (\S+)\] (?:Dynamic |Static |Pending )?[Mm]ember (\S+).* has left group through explicit/,
    tell: member('group.member.left', { why: 'left' }),
  },
  {
    pattern: /rebalance group (\S+) in .*\(reason: removing member (\S+) on heartbeat expiration/,
    tell: member('group.member.left', { why: 'session timeout' }),
  },
]

/** The events in some lines of a broker's log. */
export function eventsIn(lines: readonly string[]): TraceEvent[] {
  return lines.flatMap((line) => {
    for (const { pattern, tell } of SAYINGS) {
      const found = pattern.exec(line)
      if (found) return [tell(found)]
    }
    return []
  })
}

/** A group whose leader has sent a new assignment, and its generation. */
export function stableGroups(lines: readonly string[]): { readonly group: string; readonly generation: number }[] {
  return lines.flatMap((line) => {
    const [, group, generation] =
      /Assignment received from leader .* for group (\S+) for generation (\d+)/.exec(line) ?? []
    return group === undefined ? [] : [{ group, generation: Number(generation) }]
  })
}

/** The lines that have come into a log file since it was last asked. */
export class Tail {
  private read = 0

  constructor(private readonly path: string) {}

  take(): string[] {
    if (!existsSync(this.path)) return []
    const text = readFileSync(this.path).subarray(this.read).toString('latin1')
    const end = text.lastIndexOf('\n') + 1
    this.read += end
    return text.slice(0, end).split('\n').filter(Boolean)
  }
}
