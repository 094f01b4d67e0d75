import { language } from '../session/settings.ts'

/** The lesson pane's own words. */
const ZH = {
  lesson: '课程',
  lessons: '课程列表',
  min: '分钟',
  terminal: '终端',
  'beside it': '并排',
  Copy: '复制',
  Copied: '已复制',
  Run: '运行',
  Type: '输入',
  Predict: '预测',
  'your number': '你的数字',
  Answer: '回答',
  'You said': '你的回答',
  'the cluster says': '集群的答案',
  'The cluster will answer once you have gone on.': '继续往下做，集群会给出答案。',
  Right: '答对了',
  'Not so': '并非如此',
  Goals: '目标',
  Hint: '提示',
  'Show me': '演示',
  'Showing …': '演示中……',
  Reset: '重置',
  'Reset lesson': '重置本课',
  'Reset this lesson?': '要重置本课吗？',
  'Goals, hints and predictions of this lesson are forgotten; cluster, files, clock and terminals go back to what they were when it began.':
    '本课的目标、提示与预测会被清除；集群、文件、时钟和终端都会回到本课开始时的样子。',
  'Goals, hints and predictions of this lesson are forgotten, and this is deleted, in your terminal:':
    '本课的目标、提示与预测会被清除，并在你的终端里删除：',
  'Goals, hints and predictions of this lesson are forgotten. It has left nothing in the cluster.':
    '本课的目标、提示与预测会被清除。它没有在集群里留下任何东西。',
  'Stop its producers and consumers first (Ctrl-C): a group that has members cannot be deleted.':
    '请先停止它的生产者和消费者（Ctrl-C）：还有成员的消费组无法删除。',
  Cancel: '取消',
  now: '现在',
  met: '已达成',
  'not met': '未达成',
  'Goal met': '目标达成',
  'All goals met': '目标全部达成',
  Next: '下一课',
  Previous: '上一课',
  'Start it first: the block above.': '请先启动它：运行上面的命令。',
  'This lesson has faults': '这一课有错误',
  'This lesson has nodes of its own:': '本课需要自己的节点：',
  'Those that run now are shut down; their files stay, and are there when you choose them again.':
    '现在运行的节点会被关闭；它们的文件会保留，再次选择它们时仍然都在。',
  'Start them': '启动它们',
  'The nodes of this lesson are starting …': '本课的节点正在启动……',
} as const

export type Word = keyof typeof ZH

/** A word in the learner's language. */
export function w(word: Word): string {
  return language.value === 'zh' ? ZH[word] : word
}
