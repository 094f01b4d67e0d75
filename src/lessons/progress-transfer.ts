import type { Page } from '../session/page.ts'
import { pickFile, saveFile } from '../ui/files.ts'
import { MOST_BYTES, readProgress, takeOver, writeProgress } from './progress-file.ts'

/** Gives the learner all progress as a file. */
export function saveProgress(page: Page): void {
  const text = writeProgress(page.lesson.progress.everything())
  saveFile('logbook-progress.json', 'application/json', new TextEncoder().encode(text))
}

/** Takes over the progress of a file that the learner chooses; false when none was chosen. Rejects with the reason. */
export async function loadProgress(page: Page): Promise<boolean> {
  const file = await pickFile('.json')
  if (!file) return false
  takeOver(page.lesson.progress, readProgress(file.size > MOST_BYTES ? ' '.repeat(MOST_BYTES + 1) : await file.text()))
  return true
}
