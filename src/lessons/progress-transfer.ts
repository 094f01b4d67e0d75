import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { ask } from '../ui/ask-dialog.tsx'
import { pickFile, saveFile } from '../ui/files.ts'
import type { Goal } from './lesson.ts'
import { fileName, MOST_BYTES, type ProgressOf, readProgress, takeOver, writeProgress } from './progress-file.ts'

const say = (en: string, zh: string) => (language.value === 'zh' ? zh : en)

/** The name that was given last. */
let learner = ''

/** Gives the learner all progress as a file, under the name by which whoever gets it may know it. */
export function saveProgress(page: Page): void {
  ask({
    title: say('Save progress', '保存进度'),
    field: {
      label: say('Your name, for whoever gets the file (may be left out)', '你的名字，给收到文件的人看（可不填）'),
      value: learner,
    },
    yes: say('Save', '保存'),
    act: (typed) => {
      learner = typed.trim()
      void save(page)
      return undefined
    },
  })
}

async function save(page: Page): Promise<void> {
  const of = { learner, saved: new Date().toISOString(), goals: await goalsDone(page) }
  const text = writeProgress(page.lesson.progress.everything(), of)
  saveFile(fileName(of), 'application/json', new TextEncoder().encode(text))
}

/** The goals of those lessons of this course in which something was done. */
async function goalsDone({ lesson }: Page): Promise<ProgressOf['goals']> {
  const { library, progress } = lesson
  const done = library.entries.filter(({ id }) => progress.everything()[lesson.keyOf(id)])
  const told = done.map(async ({ id }) => {
    // Words that cannot be fetched are left out: progress is in the file without them.
    const { goals } = await library
      .of(id, language.peek())
      .load()
      .then(
        (read) => read.lesson,
        () => ({ goals: [] }),
      )
    return [lesson.keyOf(id), inWords(goals, lesson.progressOf(id).met)] as const
  })
  return Object.fromEntries(await Promise.all(told))
}

function inWords(goals: readonly Goal[], met: readonly number[]) {
  return goals.map(({ html }, i) => ({ text: html.replace(/<[^>]*>/g, ''), met: met.includes(i) }))
}

/** Takes over the progress of a file that the learner chooses; false when none was chosen. Rejects with the reason. */
export async function loadProgress(page: Page): Promise<boolean> {
  const file = await pickFile('.json')
  if (!file) return false
  const lessons = readProgress(file.size > MOST_BYTES ? ' '.repeat(MOST_BYTES + 1) : await file.text())
  if (Object.keys(lessons).length === 0) throw new Error('there is no progress in it')
  takeOver(page.lesson.progress, lessons)
  await page.lesson.recount()
  return true
}
