/** What the passing of days brings: done at once when the wall clock is moved forward, in the order in which it would have come. */
import type { GroupCoordinator } from '../coordinator/group-coordinator.ts'
import type { Env } from '../env/env.ts'
import type { Log } from '../log/log.ts'
import { type LogManager, PRODUCER_CHECK_MS } from '../log/log-manager.ts'

const LOGGER = 'kafka.server.WallClock'

/** Work that a broker does now and then and that depends on the wall clock. */
export interface Chore {
  /** How often the broker looks by itself, ms. */
  readonly everyMs: number
  /** The first wall time after `now` at which there will be something to do, as far as is known; Infinity: none. */
  nextDue(now: number): number
  /** Does what is due by now. */
  run(): Promise<void>
}

/** A jump makes at most so many stops. */
const MOST_STOPS = 500

/**
 * Walks the wall clock forward by `byMs`, from one moment at which something falls due to the next (rounded up to when the
 * broker would have looked), and does there what is due: what is said of it carries the time at which it would have
 * happened. `shift` adds to the process's wall clock; null: it was moved while the process could do nothing, which has one
 * look at all of it now.
 */
export async function walkWallClock(
  { clock, trace }: Pick<Env, 'clock' | 'trace'>,
  chores: readonly Chore[],
  byMs: number,
  shift: ((ms: number) => void) | null,
): Promise<void> {
  const from = clock.wall()
  const least = Math.ceil(byMs / MOST_STOPS)
  trace.log('INFO', LOGGER, `The wall clock is being moved forward by ${byMs} ms.`)
  if (!shift) for (const chore of chores) await chore.run()
  for (let moved = 0; shift && moved < byMs; ) {
    const now = clock.wall()
    const due = Math.min(...chores.map((chore) => from + roundUp(chore.nextDue(now) - from, chore.everyMs)))
    const stride = Math.min(byMs - moved, Math.max(least, due - now))
    moved += stride
    shift(stride)
    for (const chore of chores) await chore.run()
  }
  trace.event({ type: 'clock.moved', byMs })
}

function roundUp(ms: number, to: number): number {
  return Math.ceil(ms / to) * to
}

/** A follower hears of the high watermark with its next fetch, so that it is a little behind: as long as that takes, ms. */
const LONGEST_WAIT_MS = 600
const LOOK_EVERY_MS = 50

/**
 * Waits until what was written before a jump can be let go of, which is when the high watermark has passed it: days would
 * go by, and a moment is enough for that.
 */
export async function settled({ timers }: Pick<Env, 'timers'>, isSettled: () => boolean): Promise<void> {
  for (let waited = 0; waited < LONGEST_WAIT_MS && !isSettled(); waited += LOOK_EVERY_MS)
    await new Promise<void>((resume) => void timers.after(LOOK_EVERY_MS, resume))
}

/** Retention by time: each replica's own. */
export function retentionChore(logs: LogManager, everyMs: number): Chore {
  return {
    everyMs,
    nextDue: (now) => earliest(logs.logs(), now, (log) => [oldestExpires(log)]),
    async run() {
      await logs.cleanupLogs()
      for (const log of logs.logs()) await log.deletionsSettled()
    },
  }
}

function oldestExpires(log: Log): number {
  const [oldest] = log.segments()
  const { deletes, retentionMs } = log.config
  return oldest && deletes && retentionMs >= 0 ? oldest.largestTimestamp + retentionMs + 1 : Number.POSITIVE_INFINITY
}

/** Committed offsets that nobody has used for long, and groups of which nothing is left. */
export function offsetExpiryChore(coordinator: GroupCoordinator, everyMs: number): Chore {
  return {
    everyMs,
    nextDue: (now) => coordinator.nextExpiry(now),
    run: async () => coordinator.expireOffsets(),
  }
}

/** Idle producers' sequences. */
export function producerExpiryChore(logs: LogManager, expirationMs: number): Chore {
  const expiries = (log: Log) => [...log.activeProducers()].map(({ lastTimestamp }) => lastTimestamp + expirationMs)
  return {
    everyMs: PRODUCER_CHECK_MS,
    nextDue: (now) => earliest(logs.logs(), now, expiries),
    run: async () => logs.expireProducers(),
  }
}

function earliest(logs: Iterable<Log>, now: number, times: (log: Log) => readonly number[]): number {
  let first = Number.POSITIVE_INFINITY
  for (const log of logs) for (const at of times(log)) if (at > now && at < first) first = at
  return first
}
