import type { Language } from '../session/settings.ts'

/** A key and what it does, for the help sheet. */
export interface KeyHelp {
  readonly keys: string
  readonly text: { readonly [language in Language]: string }
}

export const KEY_HELP: readonly KeyHelp[] = [
  { keys: '?', text: { en: 'This sheet', zh: '本帮助' } },
  {
    keys: 'Alt+1 … Alt+6',
    text: {
      en: 'Cluster, Log, Groups, Wire, Files, Metrics; once more: into it',
      zh: '集群、日志、消费组、协议、文件、指标；再按一次，焦点进入该视图',
    },
  },
  { keys: 'Alt+P', text: { en: 'Everything by name', zh: '命令面板' } },
  { keys: 'Alt+L', text: { en: 'To the lesson, where you were in it', zh: '转到课程，回到刚才的位置' } },
  {
    keys: 'Alt+L, Alt+1, Alt+P',
    text: {
      en: 'Out of the terminal and the editor of a cell, where Tab is theirs',
      zh: '离开终端或单元格编辑器：Tab 键在其中另有用途',
    },
  },
  { keys: 'Alt+T', text: { en: 'To the terminal', zh: '转到终端' } },
  { keys: 'Alt+N', text: { en: 'New terminal', zh: '新终端' } },
  { keys: 'Alt+R', text: { en: 'Requests of the last command', zh: '最近一条命令的请求' } },
  { keys: 'Alt+Z', text: { en: 'Undo the last step', zh: '撤销上一步' } },
  { keys: 'Ctrl+C', text: { en: 'Interrupt the command', zh: '中断命令' } },
  { keys: 'Ctrl+D', text: { en: 'End of input', zh: '输入结束' } },
  { keys: 'Ctrl+Z', text: { en: 'Stop the command; fg goes on', zh: '暂停命令；fg 继续' } },
  { keys: 'Ctrl+R', text: { en: 'Search the history', zh: '搜索历史' } },
  {
    keys: 'Tab',
    text: { en: 'Complete tools, options, topics, groups, files', zh: '补全工具、选项、主题、消费组、文件' },
  },
  { keys: 'Shift+Enter', text: { en: 'Run the cell', zh: '运行单元格' } },
  { keys: '← → ↑ ↓', text: { en: 'Move the bar between panes, or between tabs', zh: '移动面板分隔条，或切换标签' } },
]
