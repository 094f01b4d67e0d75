import { language } from '../session/settings.ts'

/** What is wrong with a rule (engine/core/faults/rule.ts), in Chinese: `$1` and so on are what the message names. */
const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/^there are (\d+) faults already: remove some$/, '已有 $1 个故障：请先移除一些'],
  [/^what becomes of (\S+)\? (.*), not (\S+)$/, '怎么处理 $1？可以是 $2，不能是 $3'],
  [/^what becomes of (\S+)\? (.*)$/, '怎么处理 $1？可以是 $2'],
  [/^an answer to (\S+) has no error code$/, '$1 的响应没有错误码'],
  [/^close before or close after, not (.*)$/, '是 close before 还是 close after？不能是 $1'],
  [/^no node here serves (\S+)$/, '这里没有节点处理 $1'],
  [/^no request is called '(.*?)'(?: \((.*)\?\))?$/, '没有叫 “$1” 的请求'],
  [/^no error is called '(.*?)'(?: \((.*)\?\))?$/, '没有叫 “$1” 的错误'],
  [/^how long\? 500ms, 10s, at most 10m, not '(.*)'$/, '多久？例如 500ms、10s，最长 10m，不能是 “$1”'],
  [/^'(.*)' is none of (.*)$/, '“$1” 不是以下之一：$2'],
  [/^(--\w+) wants a value$/, '$1 需要一个值'],
  [/^(--\w+) wants a number from (\d+), not (.*)$/, '$1 需要一个从 $2 起的数字，不能是 $3'],
]

/** Why a fault cannot be set, in the learner's language. */
export function ruleProblem(message: string): string {
  const [pattern, text] = (language.value === 'zh' && PROBLEMS.find(([known]) => known.test(message))) || []
  if (!pattern || text === undefined) return message
  const near = /\((.*)\?\)$/.exec(message)?.[1]
  return message.replace(pattern, text) + (near === undefined ? '' : `（是 ${near}？）`)
}
