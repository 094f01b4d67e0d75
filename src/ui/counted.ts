import { language } from '../session/settings.ts'
import { count } from './format.ts'

/** What is counted in the page: in English several, in Chinese with its measure word. */
const NOUNS = {
  broker: { several: 'brokers', zh: '个 broker' },
  byte: { several: 'bytes', zh: '字节' },
  controller: { several: 'controllers', zh: '个控制器' },
  'byte more': { several: 'bytes more', zh: '字节未显示' },
  'earlier line': { several: 'earlier lines', zh: '行更早的输出' },
  'line kept': { several: 'lines kept', zh: '行（只保留最近的）' },
  member: { several: 'members', zh: '个成员' },
  record: { several: 'records', zh: '条记录' },
  'record found': { several: 'records found', zh: '条匹配的记录' },
  'replica: the log start moved': { several: 'replicas: the log start moved', zh: '个副本：日志起点移动了' },
  segment: { several: 'segments', zh: '个段' },
  term: { several: 'terms', zh: '个术语' },
} as const

/** `1 member`, `1,200 members`, `1,200 个成员`: a number with what it counts, in the learner's language. */
export function counted(n: number, noun: keyof typeof NOUNS): string {
  const { several, zh } = NOUNS[noun]
  return `${count(n)} ${language.value === 'zh' ? zh : n === 1 ? noun : several}`
}
