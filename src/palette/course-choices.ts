import { PLANS, samePlan } from '../cluster/plan.ts'
import { runStep } from '../lessons/lesson-actions.ts'
import { loadProgress, saveProgress } from '../lessons/progress-transfer.ts'
import type { Page } from '../session/page.ts'
import { clusterPlan } from '../session/settings.ts'
import { closePack } from '../session/show-other.ts'
import { snapshotItems } from '../topology/more-list.tsx'
import { planText } from '../topology/plan-text.ts'
import type { Choice, Opened } from './find.ts'
import { bothNames, say } from './say.ts'

/** What the open lesson offers: its lower edge by name. */
export function lessonTools(page: Page): Choice[] {
  const { lesson } = page
  const group = say('This lesson', '本课')
  const { hints, solution } = lesson.open.value.lesson
  const more = lesson.progressOf(lesson.id).hintsShown < hints.length
  const all: readonly (readonly [there: boolean, name: readonly [en: string, zh: string], run: () => void])[] = [
    [more, ['Hint', '提示'], () => lesson.showHint()],
    [
      solution.length > 0 && lesson.showing.value === null,
      ['Show me', '演示'],
      () => void lesson.showSolution((step) => runStep(page, step)),
    ],
    [lesson.showing.value !== null, ['Stop showing', '停止演示'], () => lesson.stopShowing()],
  ]
  return [
    ...all.flatMap(([there, name, run]) => (there ? [{ group, ...bothNames(name), run }] : [])),
    { group, ...bothNames(['Reset lesson', '重置本课']), opens: 'reset' },
  ]
}

/** What is done with the course as a whole. */
export function courseTools(page: Page): Choice[] {
  const group = say('Course', '课程')
  const dialogs: readonly (readonly [name: readonly [en: string, zh: string], opens: Opened])[] = [
    [['Glossary', '术语表'], 'glossary'],
    [['Open a pack', '打开课程包'], 'pack'],
  ]
  const own = { group, ...bothNames(['Back to the Logbook course', '回到 Logbook 课程']), run: () => closePack(page) }
  return [
    ...dialogs.map(([name, opens]) => ({ group, ...bothNames(name), opens })),
    ...(page.lesson.isOwnCourse ? [] : [own]),
    { group, ...bothNames(['Save progress', '保存进度']), run: () => saveProgress(page) },
    { group, ...bothNames(['Load progress', '载入进度']), run: () => void load(page) },
  ]
}

async function load(page: Page): Promise<void> {
  try {
    await loadProgress(page)
  } catch (error) {
    page.problem.value = error instanceof Error ? error.message : String(error)
  }
}

/** What is done to the whole cluster: snapshots, other nodes. */
export function clusterTools(page: Page): Choice[] {
  const group = say('Cluster', '集群')
  const others = PLANS.filter((plan) => !samePlan(plan, clusterPlan.value))
  return [
    ...snapshotItems(page).map(({ text, run }) => ({ group, text, run })),
    ...others.map((plan) => ({
      group,
      text: `${say('Run', '运行')} ${planText(plan)}`,
      run: () => void page.act('cluster', planText(plan), () => page.arrange(plan)),
    })),
  ]
}
