import { untracked } from '@preact/signals'
import type { Goal } from '../lessons/lesson.ts'
import type { Progress } from '../lessons/progress.ts'
import { DRAFT } from '../packs/pack.ts'
import type { Draft } from './draft.ts'

/** Goals count as met by their number: when a check is another than it was, from there on none is. */
export class MetGoals {
  /** The goals of files that had no fault, by path. */
  private readonly sound = new Map<string, readonly Goal[]>()

  constructor(private readonly progress: Progress) {}

  /** Looks at the file that is looked at; one with faults is not meant as it stands. */
  follow({ path: { value: path }, read: { lesson, problems }, id }: Draft): void {
    if (problems.length > 0) return
    const before = this.sound.get(path) ?? lesson.goals
    this.sound.set(path, lesson.goals)
    const same = sameAtFirst(before, lesson.goals)
    if (same < before.length) untracked(() => this.keep(`${DRAFT}:${id}`, same))
  }

  private keep(lesson: string, first: number): void {
    const { met } = this.progress.of(lesson)
    const kept = met.filter((goal) => goal < first)
    if (kept.length < met.length) this.progress.change(lesson, { met: kept })
  }
}

/** How many goals, from the first on, ask for what they asked for. */
function sameAtFirst(before: readonly Goal[], after: readonly Goal[]): number {
  const other = before.findIndex(({ check }, i) => JSON.stringify(check) !== JSON.stringify(after[i]?.check))
  return other < 0 ? before.length : other
}
