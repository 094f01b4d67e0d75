import { setLargeType } from '../session/large-type.ts'
import { showRequests, showServerLog } from '../session/links.ts'
import type { Page } from '../session/page.ts'
import { language, presenting, type StageView, shownPane, stageView, theme } from '../session/settings.ts'
import { playFreely } from '../session/show-other.ts'
import { undo } from '../session/undo.ts'
import { t } from '../ui/strings.ts'
import { clusterTools, courseTools, lessonTools } from './course-choices.ts'
import type { Choice } from './find.ts'

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

/** Everything that the page can do by name, as of now. */
export function choices(page: Page): Choice[] {
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
    ...lessonChoices(page),
  ]
}

/** A word in English or Chinese. */
const say = (en: string, zh: string) => (language.value === 'zh' ? zh : en)

function pageChoices(page: Page): Choice[] {
  const group = say('Page', '页面')
  const hasSteps = page.history.steps.value.length > 0
  const back = [say('Undo the last step', '撤销上一步'), () => void undo(page)] as const
  const all: readonly (readonly [text: string, run: () => void])[] = [
    ...(hasSteps ? [back] : []),
    [say('New terminal', '新终端'), () => newTerminal(page)],
    [say('Free play', '自由练习'), () => void playFreely(page, null)],
    [say('Write lessons', '编写课程'), () => void write(page)],
    [say('Switch to Chinese', '切换到英文'), () => void (language.value = language.value === 'en' ? 'zh' : 'en')],
    [
      theme.value === 'dark' ? say('Light theme', '浅色主题') : say('Dark theme', '深色主题'),
      () => void (theme.value = theme.value === 'dark' ? 'light' : 'dark'),
    ],
    [say('Large type', '大号字体'), () => setLargeType(!presenting.value)],
    [say('Keyboard help', '键盘帮助'), () => void (page.helpShown.value = true)],
  ]
  return all.map(([text, run]) => ({ group, text, run }))
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
    text: say(...names),
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
    group: say('Broker', 'Broker'),
    text: `broker ${nodeId}${t(': ')}${say('server log', '服务器日志')}`,
    run: () => showServerLog(nodeId),
  }))
}

/** What a broker's menu does to its process, for those for which it makes sense now. */
function brokerChoices(page: Page): Choice[] {
  return page.brokers.value.flatMap(({ nodeId, state }) => {
    const named = (text: string, run: () => void): Choice => {
      const whole = `broker ${nodeId}: ${text}`
      return { group: say('Broker', 'Broker'), text: whole, run: () => void page.act('fault', whole, run) }
    }
    if (state === 'stopped' || state === 'killed') return [named(say('start', '启动'), () => void page.boot(nodeId))]
    if (state === 'paused') return [named(say('continue', '继续'), () => page.pause(nodeId, false))]
    return [
      named('kill -9', () => page.kill(nodeId)),
      named(say('stop', '停止'), () => page.stop(nodeId)),
      named(say('pause', '暂停'), () => page.pause(nodeId)),
    ]
  })
}

function clockChoices(page: Page): Choice[] {
  return JUMPS.map(([ms, en, zh]) => ({
    group: say('Clock', '时钟'),
    text: say(en, zh),
    run: () => void page.act('clock', en, () => page.clock.advance(ms)),
  }))
}

function lessonChoices({ lesson }: Page): Choice[] {
  return lesson.library.entries.map(({ id, number }) => ({
    group: say('Lesson', '课程'),
    text: `${number} ${lesson.library.of(id, language.value).title}`,
    run: () => void lesson.go(id),
  }))
}
