import { departureZh, faultActionZh, spanZh } from './event-terms-zh.ts'
import { type Describe, led, list, node, whoIn } from './event-words.ts'

const who = whoIn({ broker: 'broker', controller: '控制器' })

/** What an event says to the learner, in Chinese. */
export const ZH: { readonly [type: string]: Describe } = {
  'broker.starting': (e) => `${who(e)} 正在启动`,
  'broker.running': (e) => `${who(e)} 开始服务`,
  'broker.paused': (e) => `${who(e)} 被冻结（SIGSTOP）：连接仍然打开，内部一切停止`,
  'controller.changed': ({ from, to }) => `活动控制器 ${node(from)} → ${node(to)}`,
  'leader.changed': (e) => `${e['partition']}：leader ${node(e['from'])} → ${node(e['to'])}，任期 ${e['leaderEpoch']}`,
  'isr.changed': (e) => `${e['partition']}：ISR ${list(e['from'])} → ${list(e['to'])}`,
  'broker.stopping': (e) => `${who(e)}：受控关闭`,
  'broker.stopped': (e) => `${who(e)} 已停止`,
  'broker.killed': (e) => `${who(e)} 被强制终止（未正常关闭）`,
  'partition.leading': led((e) => `${e['partition']}：broker ${e.nodeId} 成为 leader，任期 ${e['leaderEpoch']}`),
  'partition.offline': (e) => `${e['partition']} 离线：磁盘出错`,
  'log.truncated': (e) => `${e['partition']}：broker ${e.nodeId} 把日志从 ${e['from']} 截断到 ${e['to']}`,
  'produce.refused': (e) => `${e['partition']}：broker ${e.nodeId} 拒绝了一个批次：${e['error']}`,
  'fetch.refused': (e) => `${e['partition']}：消费者向 broker ${e.nodeId} 请求偏移量 ${e['offset']}：${e['error']}`,
  'segment.rolled': led((e) => `${e['partition']}：broker ${e.nodeId} 上的新段从偏移量 ${e['baseOffset']} 开始`),
  'segment.deleted': (e) => `${e['partition']}：broker ${e.nodeId} 删除了段 ${e['baseOffset']}`,
  'log.start.moved': (e) => `${e['partition']}：broker ${e.nodeId} 上的日志现在从 ${e['to']} 开始，原来是 ${e['from']}`,
  'log.cleaned': (e) => `${e['partition']}：broker ${e.nodeId} 压实了日志`,
  'offsets.expired': (e) => `消费组 ${e['group']}：${e['removed'] ? '已消失' : '偏移量已过期'}`,
  'group.stable': (e) =>
    `消费组 ${e['group']}：第 ${e['generation']} 代${e['stoppedMs'] ? `；全组停工 ${e['stoppedMs']} 毫秒` : ''}`,
  'group.member.left': (e) => `消费组 ${e['group']}：一个成员已出组（${departureZh(String(e['why']))}）`,
  'fault.hit': (e) =>
    `${who(e)}：故障 #${e['fault']} 命中 ${e['client']} 的 ${e['api']}：${faultActionZh(String(e['action']))}`,
  'produce.repeated': (e) =>
    `${e['partition']}：broker ${e.nodeId} 已有生产者 ${e['producerId']} 的这个批次（偏移量 ${e['baseOffset']}），不再写入`,
  'clock.jumped': (e) => `时钟快进了 ${spanZh(Number(e['byMs']))}`,
  'undone.step': (e) => `已撤销：${e['text']}`,
  'undone.lesson': () => '本课已重置',
  'undone.snapshot': () => '已打开快照',
}
