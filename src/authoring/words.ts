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
  'what is written in it is gone then.': '其中写下的内容会随之消失。',
  'Remove it': '移除',
  Export: '导出',
  'It is called by a track and a name: letters, digits, hyphens.': '由 track 和名称组成：字母、数字、连字符。',
  'There is such a lesson already, in both languages.': '两种语言都已有这一课。',
  'It is the only one: add another first.': '这是唯一的文件：请先添加另一个。',
  'A name has letters, digits and hyphens alone, 64 at most; “draft” is taken.':
    '名称只能由字母、数字和连字符组成，最多 64 个；“draft” 已被占用。',
  Goals: '目标',
  'Messages of the parser and of the proof are in English.': '解析和验证给出的消息为英文。',
  'Export the pack …': '导出课程包……',
  'Name of the pack (letters, digits, hyphens)': '课程包名称（字母、数字、连字符）',
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
