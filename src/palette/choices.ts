import type { Term } from '../lessons/glossary.ts'
import { setLargeType } from '../session/large-type.ts'
import { showRequests, showServerLog } from '../session/links.ts'
import type { Page } from '../session/page.ts'
import { language, presenting, type StageView, shownPane, stageView, theme } from '../session/settings.ts'
import { playFreely } from '../session/show-other.ts'
import { undo } from '../session/undo.ts'
import { t } from '../ui/strings.ts'
import { clusterTools, courseTools, lessonTools } from './course-choices.ts'
import type { Choice } from './find.ts'
import { bothNames, say } from './say.ts'

const VIEWS: { readonly [view in StageView]: readonly [en: string, zh: string] } = {
  cluster: ['Cluster', '集群'],
  log: ['Log', '日志'],
  groups: ['Groups', '消费组'],
  wire: ['Wire', '协议'],
  files: ['Files', '文件'],
  metrics: ['Metrics', '指标'],
}

const HOUR = 3_600_000
const JUMPS: readonly (readonly [ms: number, en: string, zh: string])[] = [
  [HOUR, '+1 hour', '+1 小时'],
  [24 * HOUR, '+1 day', '+1 天'],
  [7 * 24 * HOUR, '+7 days', '+7 天'],
]

/** Everything that the page can do by name, as of now; terms of the glossary once they are there. */
export function choices(page: Page, terms: readonly Term[] = []): Choice[] {
  return [
    ...pageChoices(page),
    ...lessonTools(page),
    ...courseTools(page),
    ...viewChoices(),
    ...requestChoices(page),
    ...brokerChoices(page),
    ...logChoices(page),
    ...clockChoices(page),
    ...clusterTools(page),
    ...lessonChoices(page, terms),
    ...terms.map(termChoice),
  ]
}

function pageChoices(page: Page): Choice[] {
  const group = say('Page', '页面')
  const hasSteps = page.history.steps.value.length > 0
  const isDark = theme.value === 'dark'
  const all: readonly (readonly [name: readonly [en: string, zh: string], run: () => void, also?: string])[] = [
    ...(hasSteps ? [[['Undo the last step', '撤销上一步'], () => void undo(page)] as const] : []),
    [['New terminal', '新终端'], () => newTerminal(page)],
    [['Free play', '自由练习'], () => void playFreely(page, null)],
    [['Write lessons', '编写课程'], () => void write(page)],
    // Whoever looks for it may read the other language alone.
    [['中文 / Switch to Chinese', 'English / 切换到英文'], switchLanguage, '语言 language'],
    [
      isDark ? ['Light theme', '浅色主题'] : ['Dark theme', '深色主题'],
      () => void (theme.value = isDark ? 'light' : 'dark'),
      isDark ? '亮色 白天' : '暗色 夜间 night',
    ],
    [['Large type', '大号字体'], () => setLargeType(!presenting.value), 'presenter 投影 演示'],
    [['Keyboard help', '键盘帮助'], () => void (page.helpShown.value = true), 'shortcuts 快捷键'],
  ]
  return all.map(([name, run, also]) => ({ group, ...bothNames(name, also), run }))
}

function switchLanguage(): void {
  language.value = language.value === 'en' ? 'zh' : 'en'
}

function newTerminal(page: Page): void {
  shownPane.value = 'terminal'
  page.terminal.open()
}

async function write(page: Page): Promise<void> {
  const { writeHere } = await import('../authoring/author.ts')
  writeHere(page)
}

function viewChoices(): Choice[] {
  return Object.entries(VIEWS).map(([view, names]) => ({
    group: say('View', '视图'),
    ...bothNames(names),
    run: () => {
      stageView.value = view as StageView
      shownPane.value = 'stage'
    },
  }))
}

/** So many of the latest commands. */
const COMMANDS = 5

function requestChoices({ terminal }: Page): Choice[] {
  return terminal.commands.value
    .slice(-COMMANDS)
    .reverse()
    .map((command, i) => ({
      group: say('Requests', '请求'),
      text:
        i === 0
          ? `${say('Requests of the last command', '最近一条命令的请求')}${t(': ')}${command.text}`
          : command.text,
      run: () => showRequests(command),
    }))
}

function logChoices({ brokers }: Page): Choice[] {
  return brokers.value.map(({ nodeId }) => ({
    group: 'broker',
    text: `broker ${nodeId}${t(': ')}${say('server log', '服务器日志')}`,
    run: () => showServerLog(nodeId),
  }))
}

/** What a broker's menu does to its process, for those for which it makes sense now. */
function brokerChoices(page: Page): Choice[] {
  return page.brokers.value.flatMap(({ nodeId, state }) => {
    const named = (name: readonly [en: string, zh: string], run: () => void): Choice => {
      const { text, also } = bothNames(name)
      const whole = `broker ${nodeId}${t(': ')}${text}`
      return { group: 'broker', text: whole, also, run: () => void page.act('fault', whole, run) }
    }
    if (state === 'stopped' || state === 'killed') return [named(['start', '启动'], () => void page.boot(nodeId))]
    if (state === 'paused') return [named(['continue', '继续'], () => page.pause(nodeId, false))]
    return [
      named(['kill -9', 'kill -9'], () => page.kill(nodeId)),
      named(['stop', '停止'], () => page.stop(nodeId)),
      named(['pause (SIGSTOP)', '冻结（SIGSTOP）'], () => page.pause(nodeId)),
    ]
  })
}

function clockChoices(page: Page): Choice[] {
  return JUMPS.map(([ms, en, zh]) => ({
    group: say('Clock', '时钟'),
    ...bothNames([en, zh], 'clock 快进'),
    run: () => void page.act('clock', en, () => page.clock.advance(ms)),
  }))
}

/** A lesson is found by its title in either language, and by what is seen in it. */
function lessonChoices({ lesson }: Page, terms: readonly Term[]): Choice[] {
  const taught = (id: string) =>
    terms.flatMap((term) => (lesson.isOwnCourse && term.seen.includes(id) ? namesOf(term) : []))
  return lesson.library.entries.map(({ id, number }) => ({
    group: say('Lesson', '课程'),
    text: `${number} ${lesson.library.of(id, language.value).title}`,
    also: [lesson.library.of(id, language.value === 'zh' ? 'en' : 'zh').title, ...taught(id)].join(' '),
    run: () => void lesson.go(id),
  }))
}

function termChoice(term: Term): Choice {
  const text = term[language.value]
  return { group: say('Term', '术语'), text, also: namesOf(term).join(' '), opens: 'glossary', wanted: text }
}

function namesOf({ en, zh, also }: Term): string[] {
  return [en, zh, ...also]
}
