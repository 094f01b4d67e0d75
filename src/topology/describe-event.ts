import type { ClusterEvent } from '../session/event-log.ts'
import { language } from '../session/settings.ts'

type Describe = (event: ClusterEvent) => string

/** What an event says to the learner; events that only the engine's own eyes need have no line. */
const EN: { readonly [type: string]: Describe } = {
  'broker.starting': ({ nodeId }) => `broker ${nodeId} starts`,
  'broker.running': ({ nodeId }) => `broker ${nodeId} serves`,
  'broker.stopping': ({ nodeId }) => `broker ${nodeId}: controlled shutdown`,
  'broker.stopped': ({ nodeId }) => `broker ${nodeId} stopped`,
  'broker.killed': ({ nodeId }) => `broker ${nodeId} killed (no farewell)`,
  'topic.created': (e) => `topic ${e['topic']} created`,
  'topic.deleted': (e) => `topic ${e['topic']} deleted`,
  'segment.rolled': (e) => `${e['partition']}: a new segment begins at offset ${e['baseOffset']}`,
  'segment.deleted': (e) => `${e['partition']}: segment ${e['baseOffset']} deleted`,
  'group.rebalanced': (e) => `group ${e['group']}: generation ${e['generation']}`,
}

const ZH: { readonly [type: string]: Describe } = {
  'broker.starting': ({ nodeId }) => `broker ${nodeId} 正在启动`,
  'broker.running': ({ nodeId }) => `broker ${nodeId} 开始服务`,
  'broker.stopping': ({ nodeId }) => `broker ${nodeId}：受控关闭`,
  'broker.stopped': ({ nodeId }) => `broker ${nodeId} 已停止`,
  'broker.killed': ({ nodeId }) => `broker ${nodeId} 被强制终止（没有告别）`,
  'topic.created': (e) => `主题 ${e['topic']} 已创建`,
  'topic.deleted': (e) => `主题 ${e['topic']} 已删除`,
  'segment.rolled': (e) => `${e['partition']}：新段从偏移量 ${e['baseOffset']} 开始`,
  'segment.deleted': (e) => `${e['partition']}：段 ${e['baseOffset']} 已删除`,
  'group.rebalanced': (e) => `消费组 ${e['group']}：第 ${e['generation']} 代`,
}

/** One line for an event, or undefined. */
export function describeEvent(event: ClusterEvent): string | undefined {
  return (language.value === 'zh' ? ZH : EN)[event.type]?.(event)
}
