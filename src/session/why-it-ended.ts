import { effect, type Signal } from '@preact/signals'
import { type LocalText, language } from './settings.ts'

interface Cause {
  /** What the server's log says of it. */
  readonly sign: RegExp
  readonly en: string
  readonly zh: string
}

const CAUSES: readonly Cause[] = [
  {
    sign: /QuotaExceededError|No space left/,
    en: 'The browser gives Logbook no more room on the disk. Nothing acknowledged is lost. Undo the step that wrote so much, or free some disk space and start the broker again.',
    zh: '浏览器不再给 Logbook 分配磁盘空间。已确认的数据没有丢失。请撤销写入过多数据的那一步，或释放一些磁盘空间后重新启动 broker。',
  },
  {
    sign: /InvalidStateError|UnknownError|database connection is closing/,
    en: 'The browser closed the broker’s files (its site data may have been cleared). Start the broker again: it recovers what is there.',
    zh: '浏览器关闭了 broker 的文件（站点数据可能已被清除）。请重新启动 broker：它会恢复现有的数据。',
  },
  {
    sign: /No readable meta\.properties/,
    en: 'Its folder has never been formatted. Type `kafka-storage.sh format -t CLUSTER_ID -c FILE` with its properties file, then start it again.',
    zh: '它的文件夹还没有格式化过。请用它的配置文件执行 `kafka-storage.sh format -t CLUSTER_ID -c FILE`，然后重新启动它。',
  },
  {
    sign: /Address already in use/,
    en: 'Another broker of this machine already listens on its port. Stop that one first, or give this one other ports (`listeners`).',
    zh: '本机的另一个 broker 已在监听它的端口。请先停止那个 broker，或在 `listeners` 中为它换用其他端口。',
  },
]

/** What to tell the learner when a broker ended by itself: the cause and what to do, and the log's own last word. */
export function whyItEnded(nodeId: number, log: readonly string[]): string {
  const last = lastWord(log)
  const zh = language.value === 'zh'
  const cause = CAUSES.find(({ sign }) => log.slice(-20).some((line) => sign.test(line)))
  const what = zh ? `broker ${nodeId} 自行停止。` : `Broker ${nodeId} ended by itself.`
  const then = cause
    ? zh
      ? cause.zh
      : cause.en
    : zh
      ? '请重新启动它；它的日志里有原因：'
      : 'Start it again; its log says why:'
  return `${what} ${then} ${cause ? '' : last}`.trim()
}

/** The exception where there is one below the line. */
function lastWord(log: readonly string[]): string {
  const [line = '', exception = ''] = log.findLast((one) => /\] (FATAL|ERROR) /.test(one))?.split('\n') ?? []
  return /^[a-z][\w.]*\.[A-Z]\w*/.test(exception) ? exception : line
}

/** What of the page tells the learner about a broker. */
export interface TellingPage {
  readonly problem: Signal<string | LocalText | null>
  readonly brokers: Signal<readonly { readonly nodeId: number; readonly state: string }[]>
  readonly events: { serverLog(nodeId: number): readonly string[] }
}

/** Tells why a broker ended by itself, until it runs again. */
export function explainEnd({ problem, brokers, events }: TellingPage, nodeId: number): void {
  const log = [...events.serverLog(nodeId)]
  const told = () => whyItEnded(nodeId, log)
  problem.value = told
  const stop = effect(() => {
    const isTold = problem.value === told
    const runs = brokers.value.some((broker) => broker.nodeId === nodeId && broker.state === 'running')
    if (isTold && runs) problem.value = null
    if (!isTold || runs) queueMicrotask(() => stop())
  })
}
