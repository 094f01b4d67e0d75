import { spanText } from '../terminal/commands/spans.ts'

/** Why a member is out, as the coordinator says it. */
const DEPARTURES: { readonly [why: string]: string } = {
  left: '主动离开',
  'session timeout': '会话超时',
  'rebalance timeout': '再均衡超时',
}

/** Why a member is out, in Chinese. */
export function departureZh(why: string): string {
  return DEPARTURES[why] ?? why
}

/** What a fault does, as `fault add` has it. */
const ACTIONS: readonly (readonly [RegExp, string])[] = [
  [/^drop$/, '响应丢失'],
  [/^delay (.*)$/, '延迟 $1'],
  [/^answer (.*)$/, '改为返回错误 $1'],
  [/^close before$/, '处理之前断开连接'],
  [/^close after$/, '处理之后断开连接'],
]

/** What a fault did, in Chinese. */
export function faultActionZh(action: string): string {
  const [pattern, text] = ACTIONS.find(([known]) => known.test(action)) ?? []
  return pattern ? action.replace(pattern, text as string) : action
}

const UNITS: { readonly [unit: string]: string } = { d: '天', h: '小时', m: '分', s: '秒', ms: '毫秒' }

/** A span of time in Chinese: `7 天 1 小时`. */
export function spanZh(ms: number): string {
  return spanText(ms).replace(/(\d+)([a-z]+)/g, (_, count, unit) => `${count} ${UNITS[unit]}`)
}
