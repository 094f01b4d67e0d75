import { language } from '../session/settings.ts'

const ZH = {
  Preview: '预览',
  Source: '源文件',
  Proof: '验证',
  file: '文件',
  'new lesson: track/01-name': '新课程：track/01-name',
  'in the other language': '另一种语言',
  'Add a lesson': '添加课程',
  'Remove this file': '移除此文件',
  'Export the pack …': '导出课程包……',
  'Name of the pack (letters, digits, hyphens)': '课程包名称（字母、数字、连字符）',
  'Stop writing': '结束编写',
  'Written elsewhere; shown as it is saved.': '在别处编写；保存后即显示。',
  'No fault': '没有错误',
  'Prove it': '验证',
  'Stop the proof': '停止验证',
  'Nothing has been proved yet: no goal may hold at the start, the solution must meet all of them, twice, and each of its steps must be needed.':
    '尚未验证：开始时不能有目标已达成；解答必须达成全部目标，连续两次；解答的每一步都必须是必要的。',
  'Click a goal to land on its line.': '点击目标，跳到它所在的行。',
  'All is proved.': '全部通过。',
  'Proofs failed': '未通过的项',
  authoring: '编写课程',
} as const

/** A word of authoring in the author's language. */
export function a(word: keyof typeof ZH): string {
  return language.value === 'zh' ? ZH[word] : word
}
