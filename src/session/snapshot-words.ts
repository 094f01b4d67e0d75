import { language } from './settings.ts'

/** Why a snapshot cannot be opened, in Chinese: `$1` and so on are what the message names. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^This is no snapshot: the file is no zip archive, or it was cut off\.$/, '这不是快照：文件不是 zip，或不完整。'],
  [/^This is no snapshot: the archive has no (.*)\.$/s, '这不是快照：其中没有 $1。'],
  [/^This is no snapshot of Logbook\.$/, '这不是 Logbook 的快照。'],
  [
    /^This snapshot has version (.*); this Logbook opens version (\d+)\.$/s,
    '这个快照是第 $1 版；本页只能打开第 $2 版。',
  ],
  [/^The snapshot is too large: its files have more than (\d+) MB\.$/, '快照太大：其中的文件超过 $1 MB。'],
  [/^This page cannot open the snapshot: .*$/s, '本页无法打开这个快照：本页不运行它所用的节点组合。'],
  [
    /^The snapshot is damaged: its clock is more than a hundred years away\.$/,
    '快照已损坏：它的时钟与现在相差超过一百年。',
  ],
  [/^The snapshot is damaged: its file (.*) is not as it was saved\.$/s, '快照已损坏：其中的文件 $1 与保存时不同。'],
  [/^The snapshot is damaged: it names a file (.*)\.$/s, '快照已损坏：它提到文件 $1。'],
  [/^The snapshot is damaged: its (\S+) cannot be read\.$/, '快照已损坏：无法读取其中的 $1。'],
  [/^The snapshot is damaged: its (\S+) is incomplete\.$/, '快照已损坏：其中的 $1 不完整。'],
]

/** Why a snapshot cannot be saved or opened, in the learner's language. */
export function snapshotReason(message: string): string {
  if (language.value !== 'zh') return message
  const known = REASONS.find(([pattern]) => pattern.test(message))
  return known ? message.replace(...known) : `快照：${message}`
}
