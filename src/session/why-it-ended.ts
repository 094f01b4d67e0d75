import { language } from './settings.ts'

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
]

/** What to tell the learner when a broker ended by itself: the cause and what to do, and the log's own last word. */
export function whyItEnded(nodeId: number, log: readonly string[]): string {
  const last = log.findLast((line) => /\] (FATAL|ERROR) /.test(line))?.split('\n')[0] ?? ''
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
