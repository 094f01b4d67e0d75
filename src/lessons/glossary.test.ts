import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { glossaryFaults, readGlossary } from './glossary.ts'
import { OWN_LESSONS } from './lesson-folder.ts'

const SOURCE = `
- { en: topic, zh: 主题, means: A log., zhMeans: 一份日志。 }
- { en: commit, zh: 提交, also: [commitSync], means: Done., zhMeans: 完成。 }
`
const LESSONS = [
  ['a/01', { teaches: ['topic'] }],
  ['a/01', { teaches: ['主题'] }],
  ['a/02', { teaches: ['commitSync', 'lag'] }],
] as const

test('a term leads to the lessons that teach it, in whatever language and word', () => {
  const terms = readGlossary(SOURCE, LESSONS, () => {})
  expect(terms.map(({ en, seen }) => [en, seen])).toEqual([
    ['topic', ['a/01']],
    ['commit', ['a/02']],
  ])
  expect(glossaryFaults(terms, LESSONS)).toEqual(['lessons/glossary.yaml lacks lag (a/02)'])
  expect(glossaryFaults(terms, LESSONS.slice(0, 2))).toEqual(['no lesson teaches commit'])
})

test('a fault of the file has its line', () => {
  const faults: string[] = []
  readGlossary('- { en: topic, zh: x, meens: y, zhMeans: z }', [], (line, column, message) =>
    faults.push(`${line}:${column} ${message}`),
  )
  expect(faults[0]).toBe('1:23 unknown field: meens (did you mean means?)')
})

/** What developers type who learnt Kafka in Chinese from other books, and the term that they look for. */
const WORDS: readonly (readonly [string, readonly string[]])[] = [
  ['event', ['消息', '消息头']],
  ['consumer', ['消费方']],
  ['consumer group', ['消费者组']],
  ['offset', ['位移']],
  ['rebalance', ['重平衡', '再平衡']],
  ['compaction', ['日志压缩']],
  ['lag', ['lag', '滞后', '消费延迟', '堆积']],
  ['at most once', ['最多一次']],
  ['at least once', ['最少一次']],
  ['exactly once', ['精确一次', '恰好一次', '事务']],
  ['hot key', ['热点']],
  ['skew', ['数据倾斜']],
  ['replication factor', ['复制因子', '副本数']],
  ['leader', ['领导者', '主副本']],
  ['follower', ['追随者', '跟随者']],
  ['leader epoch', ['纪元']],
  ['segment', ['日志段', '分段']],
  ['dead letter', ['死信队列']],
  ['heartbeat', ['协调者']],
  ['unclean leader election', ['脏选举']],
  ['high watermark', ['hw', 'leo']],
]

test.each(WORDS)('%s is found by %s', (en, words) => {
  const terms = readGlossary(readFileSync(join(OWN_LESSONS, 'glossary.yaml'), 'utf8'), [], () => {})
  const term = terms.find((one) => one.en === en)
  const text = [term?.en, term?.zh, ...(term?.also ?? []), term?.means.zh].join('\n').toLowerCase()
  expect(words.filter((word) => !text.includes(word))).toEqual([])
})
