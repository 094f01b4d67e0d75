import { language } from '../session/settings.ts'

/** The notebook's own words. */
const ZH = {
  Run: '运行',
  Stop: '停止',
  Restart: '重新运行',
  Reset: '还原',
  Clear: '清除',
  'Take away what it put out': '清除它的输出',
  'Stop it and run it from its start': '停止并从头重新运行',
  'Run the cell (Shift+Enter)': '运行单元格（Shift+Enter）',
  'Stop it at once': '立即停止',
  'Back to the code of the lesson': '恢复为课程中的代码',
  'Enter edits the code of': '按 Enter 编辑代码：',
  'output of': '输出：',
  'starting …': '启动中……',
  'running …': '运行中……',
  'goes on in the background': '在后台继续运行',
  'ran in': '用时',
  'the editor did not load': '编辑器未能加载',
  line: '行',
  topic: '主题',
  partition: '分区',
  offset: '偏移量',
  time: '时间',
  key: '键',
  value: '值',
  'to the record': '查看记录',
  'Requests of the cell': '单元格发出的请求',
  Requests: '请求',
  'The cell has put out too much to show; the rest is left out.': '单元格的输出太多，无法全部显示，其余部分已省略。',
  'A cell has no network: it reaches the cluster of this page, and nothing else.':
    '单元格没有网络：它只能访问本页面的集群。',
  'This looks like Java. Cells are TypeScript, with the classes and methods of the Java client under their own names: lesson 58 has Kafka’s own examples so.':
    '这像是 Java。单元格用的是 TypeScript，Java 客户端的类和方法保持原名：第 58 课就是这样写 Kafka 自己的例子的。',
  'Stopped after {seconds} s.': '已停止，运行了 {seconds} 秒。',
  'It sent the page more than the console of a cell ever does, and was ended.':
    '它发给页面的内容远远超过单元格控制台的输出，已被终止。',
  'The browser ended the sandbox of the cells: most likely a cell took more memory than the browser gives it. The page and the brokers go on, and the cell can be run again.':
    '浏览器终止了单元格的沙箱：多半是某个单元格占用的内存超过了浏览器给它的限度。页面和 broker 继续运行，单元格可以重新运行。',
} as const

/** What the sandbox said, in the page's language where it is one of the notebook's own sentences. */
export function said(text: string): string {
  return Object.hasOwn(ZH, text) ? n(text as keyof typeof ZH) : text
}

export function n(text: keyof typeof ZH): string {
  return language.value === 'zh' ? ZH[text] : text
}
