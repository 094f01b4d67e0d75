import { language } from '../session/settings.ts'

/** The words of the Groups view. */
const ZH = {
  'No consumer group yet': '还没有消费组',
  'Start two consumers of one group in two terminals, and see how they share the partitions:':
    '在两个终端里各启动一个同组的消费者，看它们如何分担分区：',
  'Then end one of them with Ctrl-C, or with kill -9, and compare how long its partitions wait.':
    '然后用 Ctrl-C 或 kill -9 结束其中一个，比较它的分区各等了多久。',
  group: '消费组',
  generation: '代',
  protocol: '分配器',
  coordinator: '协调者',
  members: '成员',
  member: '成员',
  state: '状态',
  since: '自',
  partitions: '分区',
  partition: '分区',
  owner: '由谁处理',
  committed: '已提交',
  end: '末尾',
  lag: '积压',
  nobody: '没有人',
  'nothing committed': '尚未提交',
  'Nothing is committed here: all its records wait.': '这里尚未提交：全部记录都在等待。',
  joining: '加入中',
  syncing: '等待分配',
  working: '工作中',
  revoking: '将重新加入',
  silent: '失联',
  left: '已离开',
  'session timeout': '会话超时',
  'rebalance timeout': '再均衡超时',
  fenced: '被隔离',
  unknown: '协调者不认识',
  'no partition': '没有分到分区',
  'lanes of the members': '成员的泳道',
  'nobody works': '全组停工',
  'longest wait': '最长等待',
  rebalances: '再均衡',
  reason: '原因',
  took: '耗时',
  'under way': '进行中',
  interrupted: '被打断',
  'No rebalance was seen since the page was opened, or the cluster put back.':
    '自打开页面或恢复集群以来，还没有发生过再均衡。',
  'assigned before the page was opened': '在打开页面之前已分配',
  live: '实时',
  'zoom in': '放大',
  'zoom out': '缩小',
  earlier: '更早',
  later: '更晚',
  everything: '全部',
  'as a table': '以表格显示',
  time: '时间',
  'what happened': '发生了什么',
  'What the other assignors would give': '换成其他分配器会怎样',
  'Computed by our own assignors from what the members of this generation subscribed to and own.':
    '由页面按各分配器的算法，根据本代成员的订阅和所持分区算出。',
  'as it is': '照现状',
  'one more member': '多一个成员',
  without: '去掉',
  'new member': '新成员',
  now: '现用',
  'partitions that move': '换成员的分区',
  'partitions that stop': '停止处理的分区',
  'rebalances needed': '需要再均衡',
  'partitions a member': '每个成员的分区数',
  all: '全部',
  none: '无',
  'lag of the group': '消费组的积压',
  'joins: waits for the others': '加入：等待其他成员',
  'waits for its assignment': '等待分配结果',
  'works; will join again at its next heartbeat': '仍在工作；下次心跳得知后会重新加入',
  'silent: nobody works on its partitions': '失联：它的分区没人处理',
  'nobody in the group works': '全组没有人在工作',
  'a heartbeat, as it went over the wire': '线路上看到的一次心跳',
  heartbeat: '心跳',
  'last heartbeat': '上次心跳',
  ago: '前',
  joined: '加入',
  'joined again': '重新加入',
  'is out': '已出组',
  'gave up': '交出了',
  'works on': '负责',
  'was fenced by a new process': '被新进程隔离',
  'got its partitions back without a rebalance': '无需再均衡便取回了分区',
  'a rebalance begins': '再均衡开始',
  'all have joined; the leader assigns': '全员已加入，由 leader 分配',
  'the assignment is out': '分配结果已下发',
  'the group is empty': '消费组已空',
  'the group is gone': '消费组已消失',
  'the coordinator took the group over': '协调者接管了消费组',
  'was refused': '请求被拒绝',
} as const

export type Word = keyof typeof ZH

/** A word of the Groups view in the learner's language. */
export function g(word: Word): string {
  return language.value === 'zh' ? ZH[word] : word
}

/** A word that the coordinator gave, translated where it is known. */
export function said(word: string): string {
  return Object.hasOwn(ZH, word) ? g(word as Word) : word
}

/** A generation by its number. */
export function generationText(n: number): string {
  return language.value === 'zh' ? `第 ${n} 代` : `generation ${n}`
}
