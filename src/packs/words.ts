import { language } from '../session/settings.ts'

const ZH = {
  'Glossary …': '术语表……',
  'Free play …': '自由练习……',
  'Open a pack …': '打开课程包……',
  'Back to the Logbook course': '回到 Logbook 课程',
  'Copy the link to this lesson': '复制本课链接',
  'Write lessons …': '编写课程……',
  'Find a term': '查找术语',
  terms: '个术语',
  Close: '关闭',
  Copied: '已复制',
  'Save progress …': '保存进度……',
  'Load progress …': '载入进度……',
  'Large type': '大号字体',
  'Lessons that somebody else wrote: from an address, or from a zip of its folder.':
    '别人编写的课程：来自一个网址，或是其文件夹的 zip 包。',
  'Their commands run when you run them, in this page’s cluster; their cells run in the sandbox.':
    '其中的命令只有在你点击时才会运行，只作用于本页的集群；其中的单元格在沙箱里运行。',
  'Address of the folder, its pack.yaml, or a zip': '文件夹、其中的 pack.yaml 或 zip 的网址',
  Open: '打开',
  'A file …': '选择文件……',
  Cancel: '取消',
  'Opening …': '正在打开……',
  'Progress was taken over.': '进度已载入。',
} as const

/** A word of packs and course tools in the learner's language. */
export function p(word: keyof typeof ZH): string {
  return language.value === 'zh' ? ZH[word] : word
}
