/** What is kept of a lesson's past begins so; the lesson's key follows. */
export const PAST = 'logbook.past.'

/** Whether something was done in the lesson, in whichever cluster, by what this browser keeps. */
export function isPastKept(lesson: string): boolean {
  try {
    return localStorage.getItem(PAST + lesson) !== null
  } catch {
    return false
  }
}
