import type { ReadonlySignal } from '@preact/signals'
import type { RuleList } from '../../engine/core/faults/rule-list.ts'
import { EMPTY_STATE } from '../cluster/cluster-state.ts'
import type { Inspector } from '../cluster/inspector.ts'
import { PAST } from './kept-lesson.ts'
import { type KeptPast, keptOf, resume, wasActed } from './kept-past.ts'
import type { Past } from './past.ts'

/** What the memory of a lesson needs of the page. */
export interface RememberedCluster {
  readonly inspector: Inspector
  readonly faults: {
    readonly rules: ReadonlySignal<RuleList>
    setRules(rules: RuleList): Promise<void>
  }
}

/** A lesson that goes on when the page is opened anew, in this tab or another. */
interface KeptLesson {
  /** Which cluster it all happened in. */
  readonly cluster: string
  /** When it was written, ms since 1970. */
  readonly at: number
  readonly past: KeptPast
  readonly rules: RuleList
}

/** Pasts of so many lessons are kept, the latest. */
const MOST_LESSONS = 12
/** Of each kind of event so many, the newest: there is not much room. */
const MOST_OF_A_KIND = 150
const SAVED_WITHIN_MS = 300

/** Keeps what happened in the open lesson, and the faults that are set, beyond the page: they belong to the cluster. */
export class LessonMemory {
  private lesson: string | undefined
  /** Another number whenever something else is to be remembered. */
  private turn = 0
  private waiting: ReturnType<typeof setTimeout> | undefined
  private saved: readonly unknown[] = []
  /** The faults that the lesson began with; undefined: something was done in it before. */
  private rulesAtFirst: RuleList | undefined

  constructor(
    private readonly cluster: RememberedCluster,
    private readonly past: Past,
  ) {
    cluster.inspector.watch(() => this.changed())
    cluster.faults.rules.subscribe(() => this.changed())
    globalThis.addEventListener?.('pagehide', () => this.save())
  }

  /** From now on this lesson is remembered, once something is done in it; what was known of it is forgotten. */
  begin(lesson: string): void {
    this.leave()
    forget(lesson)
    this.lesson = lesson
    this.rulesAtFirst = this.cluster.faults.rules.peek()
    this.changed()
  }

  /** The lesson was reset. */
  forget(lesson: string): void {
    if (lesson === this.lesson) this.begin(lesson)
    else forget(lesson)
  }

  /** The lesson goes on where it was left in this cluster; false when nothing is known of that. From now on it is remembered. */
  async recall(lesson: string): Promise<boolean> {
    if (lesson === this.lesson) return true
    this.leave()
    const { turn } = this
    const clusterId = await this.clusterId()
    if (turn !== this.turn) return false
    const kept = read(lesson)
    if (!kept || clusterId === '' || kept.cluster !== clusterId) {
      this.begin(lesson)
      return false
    }
    resume(this.past, kept.past)
    this.lesson = lesson
    this.rulesAtFirst = undefined
    await this.cluster.faults.setRules(kept.rules)
    return true
  }

  /** Nothing is remembered from now on: another lesson comes, or another tab. */
  leave(): void {
    this.turn++
    this.lesson = undefined
    clearTimeout(this.waiting)
    this.waiting = undefined
  }

  /** Something may have happened. */
  changed(): void {
    if (this.lesson === undefined) return
    this.waiting ??= setTimeout(() => this.saveNews(), SAVED_WITHIN_MS)
  }

  /** That time goes by for what holds is no news. */
  private saveNews(): void {
    this.waiting = undefined
    const { commands, programs, events } = this.past
    const now = [this.lesson, commands, programs, events, this.cluster.faults.rules.peek()]
    if (now.some((one, i) => one !== this.saved[i])) this.save()
    this.saved = now
  }

  private async clusterId(): Promise<string> {
    const { inspector } = this.cluster
    const state = await inspector.now().catch(() => inspector.state.peek())
    return state.clusterId
  }

  /** Writes what is known now; nothing while nothing was done. */
  save(): void {
    const { past, lesson } = this
    const { inspector, faults } = this.cluster
    const { clusterId } = inspector.state.peek()
    if (lesson === undefined || clusterId === EMPTY_STATE.clusterId) return
    const rules = faults.rules.peek()
    if (rules === this.rulesAtFirst && !wasActed(past)) forget(lesson)
    else write(lesson, { cluster: clusterId, at: Date.now(), past: bounded(keptOf(past)), rules })
  }
}

function bounded(past: KeptPast): KeptPast {
  const seen = new Map<string, number>()
  const newest = past.events.toReversed().filter(({ type }) => {
    const before = seen.get(type) ?? 0
    seen.set(type, before + 1)
    return before < MOST_OF_A_KIND
  })
  return { ...past, events: newest.reverse() }
}

function forget(lesson: string): void {
  try {
    localStorage.removeItem(PAST + lesson)
  } catch {
    // Storage refused: nothing was kept.
  }
}

function read(lesson: string): KeptLesson | undefined {
  try {
    return JSON.parse(localStorage.getItem(PAST + lesson) ?? 'null', fromJson) ?? undefined
  } catch {
    return undefined
  }
}

function write(lesson: string, kept: KeptLesson): void {
  try {
    forgetOldest(lesson)
    localStorage.setItem(PAST + lesson, JSON.stringify(kept, toJson))
  } catch {
    // No room, or storage refused: the past lives as long as the page.
    forget(lesson)
  }
}

function forgetOldest(besides: string): void {
  const kept = Object.keys(localStorage).filter((key) => key.startsWith(PAST) && key !== PAST + besides)
  if (kept.length < MOST_LESSONS) return
  const lessons = kept.map((key) => key.slice(PAST.length))
  const byAge = lessons.sort((a, b) => (read(a)?.at ?? 0) - (read(b)?.at ?? 0))
  for (const lesson of byAge.slice(0, kept.length - MOST_LESSONS + 1)) forget(lesson)
}

/** What JSON has no words for: whole numbers of any size, and a fault that hits for ever. Texts that begin so are marked as such. */
const WORDED = 'logbook:'
const TEXT = 'text:'

function toJson(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${WORDED}${value}`
  if (typeof value === 'string' && value.startsWith(WORDED)) return `${WORDED}${TEXT}${value}`
  return value === Number.POSITIVE_INFINITY ? `${WORDED}infinity` : value
}

function fromJson(_: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith(WORDED)) return value
  const word = value.slice(WORDED.length)
  if (word.startsWith(TEXT)) return word.slice(TEXT.length)
  return word === 'infinity' ? Number.POSITIVE_INFINITY : BigInt(word)
}
