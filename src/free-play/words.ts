import { language } from '../session/settings.ts'

const ZH = {
  'This notebook is empty': '这个笔记本是空的',
  'Text in Markdown, commands for the terminal, cells of TypeScript: it is kept in this browser.':
    'Markdown 文本、终端命令、TypeScript 单元格：都保存在这个浏览器里。',
  'Free play': '自由练习',
  'Add text': '添加文本',
  'Add commands': '添加命令',
  'Add a cell': '添加单元格',
  Edit: '编辑',
  Done: '完成',
  'Move up': '上移',
  'Move down': '下移',
  Remove: '移除',
  'Removed.': '已移除。',
  Undo: '撤销',
  Stop: '停止',
  Stopped: '已停止',
  Running: '正在运行',
  'All was run': '已全部运行',
  'exit status': '退出状态',
  'Run all': '全部运行',
  'Copy as a link': '复制为链接',
  'Link copied': '链接已复制',
  'Save as a file': '保存为文件',
  'Open a file': '打开文件',
  'Save as a Node project': '保存为 Node 项目',
  'Back to the lessons': '回到课程',
  'Another notebook is there. It takes the place of yours, which is saved as a file first if you like.':
    '这里有另一个笔记本，它会替换你现有的笔记本；你可以先把现有的保存为文件。',
  'Take it': '使用它',
  'Keep mine': '保留我的',
  'Name of the project': '项目名称',
  Save: '保存',
  'Empty text': '空文本',
  'larger than 1 MB': '超过 1 MB',
  'too large for a link; save it as a file': '对链接来说太大了；请保存为文件',
  'the link is too long': '链接太长',
  'the notebook in this link is damaged': '这个链接里的笔记本已损坏',
  'there is nothing in it': '里面没有内容',
  'it has more than 500 parts': '它的内容超过 500 段',
  'A name has small letters, digits and hyphens': '名称由小写字母、数字和连字符组成',
} as const

/** A word of free play in the learner's language. */
export function f(word: keyof typeof ZH): string {
  return language.value === 'zh' ? ZH[word] : word
}
