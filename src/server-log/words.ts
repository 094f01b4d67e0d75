import { language } from '../session/settings.ts'

const ZH = {
  'server log of node': '服务器日志：节点',
  'all levels': '所有级别',
  'warnings and errors': '警告与错误',
  level: '级别',
  'with the words': '包含关键字',
  'Nothing of that kind was logged.': '没有这样的日志。',
  'also in the terminal:': '在终端中也可查看：',
  'close the log': '关闭日志',
  node: '节点',
} as const

/** A word of the server log in the learner's language. */
export function s(word: keyof typeof ZH): string {
  return language.value === 'zh' ? ZH[word] : word
}
