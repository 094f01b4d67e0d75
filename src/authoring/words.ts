import { language } from '../session/settings.ts'

const ZH = {
  Preview: '预览',
  Source: '源文件',
  Proof: '验证',
  file: '文件',
  'new lesson: track/01-name': '新课程：track/01-name',
  'Add a lesson': '添加课程',
  'Remove this file': '移除此文件',
  Add: '添加',
  'Remove this file?': '要移除此文件吗？',
  'it can be put back until the page is left.': '离开本页之前可以放回。',
  'Put back what was taken away': '放回移除的内容',
  'Open a pack to write on …': '打开课程包继续编写……',
  'This browser has no room for what you write: it is lost when the page goes. Export the pack.':
    '浏览器已没有空间保存你写的内容：离开本页就会丢失。请导出课程包。',
  'pack.yaml: its name (letters, digits, hyphens), title, tracks, and the lessons in their order':
    'pack.yaml：名称（字母、数字、连字符）、标题、单元（tracks），以及按顺序排列的课程',
  'No learner sees these files: their lesson or language is not listed.': '学习者看不到这些文件：其课程或语言未列出。',
  'These files have faults.': '这些文件有错误。',
  Cancel: '取消',
  'Remove it': '移除',
  Export: '导出',
  'It is called by a track and a name: letters, digits, hyphens.': '由单元（track）和名称组成：字母、数字、连字符。',
  'There is such a lesson already, in both languages.': '两种语言都已有这一课。',
  'It is the only one: add another first.': '这是唯一的文件：请先添加另一个。',
  Goals: '目标',
  'Messages of the parser and of the proof are in English.': '解析和验证给出的消息为英文。',
  'Export the pack …': '导出课程包……',
  'Stop writing': '结束编写',
  'Written elsewhere; shown as it is saved.': '在别处编写；保存后即显示。',
  'No fault': '没有错误',
  'Prove it': '验证',
  'Stop the proof': '停止验证',
  'Nothing has been proved yet: no goal may hold at the start, the solution must meet all of them, twice, and each of its steps must be needed.':
    '尚未验证：开始时不能有目标已达成；解答必须达成全部目标，连续两次；解答的每一步都必须是必要的。',
  'All is proved.': '全部通过。',
  'Proofs failed': '未通过的项',
  authoring: '编写课程',
} as const

/** A word of authoring in the author's language. */
export function a(word: keyof typeof ZH): string {
  return language.value === 'zh' ? ZH[word] : word
}
