import type { Page } from './page.ts'

/** Brings everything back to before the last step; why that fails is told to the learner. */
export async function undo({ history, problem }: Pick<Page, 'history' | 'problem'>): Promise<void> {
  try {
    await history.undo()
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error)
  }
}
