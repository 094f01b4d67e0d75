import type { Signal } from '@preact/signals'
import type { ReadLesson, Step } from './lesson.ts'

/** The lesson whose solution is played. */
interface Player {
  /** The step that is being shown, from 0; null: none. */
  readonly showing: Signal<number | null>
  /** Ends it. */
  stopShowing: () => void
  ready(): Promise<ReadLesson>
}

/** Takes the steps of the open lesson's solution, each after the one before has ended, until {@link Player.stopShowing}. */
export async function playSolution(session: Player, take: (step: Step) => Promise<void>): Promise<void> {
  if (session.showing.value !== null) return
  let isOver = false
  const over = new Promise<void>((resolve) => {
    session.stopShowing = () => {
      isOver = true
      session.showing.value = null
      resolve()
    }
  })
  const stop = session.stopShowing
  try {
    session.showing.value = 0
    // The lesson may be on its way still.
    const { lesson } = await session.ready()
    for (const [i, step] of lesson.solution.entries()) {
      if (isOver) return
      session.showing.value = i
      await Promise.race([over, take(step)])
    }
  } finally {
    if (!isOver) stop()
  }
}
