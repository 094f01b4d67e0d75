import { language } from '../session/settings.ts'

const ZH = {
  'Glossary …': '术语表……',
  'Open a pack …': '打开课程包……',
  'Back to the Logbook course': '回到 Logbook 课程',
  'Copy the link to this lesson': '复制本课链接',
  'Write lessons …': '编写课程……',
  'Find a term': '查找术语',
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
  Stop: '停止',
  'A pack from a file is here until the page is reloaded.': '来自文件的课程包只保留到页面重新加载为止。',
  'A pack from a file has no link: whoever is to open it needs the file, or its address.':
    '来自文件的课程包没有链接：要打开它，需要这个文件或它的网址。',
  'Lessons that are being written have no link: export the pack.': '正在编写的课程没有链接：请导出课程包。',
  'Progress was taken over.': '进度已载入。',
  'Copy the link to this place': '复制此处的链接',
  'Try again': '再试一次',
  'To the Logbook course': '去 Logbook 课程',
  'To its first lesson': '去第一课',
  'It was stopped.': '已停止。',
  'These lessons could not be fetched': '无法获取这些课程',
  'The address of this page names it.': '它来自本页的网址。',
} as const

/** A word of packs and course tools in the learner's language. */
export function p(word: keyof typeof ZH): string {
  return language.value === 'zh' ? ZH[word] : word
}

/** Why a pack, or progress, cannot be opened, in Chinese: `$1` and so on are what the message names. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^not an address: (.*)$/s, '这不是一个网址：$1'],
  [/^a pack is fetched over https: (.*)$/s, '课程包只能通过 https 获取：$1'],
  [/^the pack is too large$/, '课程包太大'],
  [/^this is not a zip of a pack: it does not begin as one$/, '这不是课程包的 zip：文件开头不符'],
  [/^this is not a zip of a pack: invalid zip data$/, '这不是课程包的 zip：zip 数据无效'],
  [/^this is not a zip of a pack: it has more than (\d+) files$/, '这不是课程包的 zip：其中的文件超过 $1 个'],
  [/^this is not a zip of a pack: its files overlap$/, '这不是课程包的 zip：其中的文件互相重叠'],
  [/^this is not a zip of a pack: its file (.*) is encrypted$/s, '这不是课程包的 zip：其中的 $1 已加密'],
  [/^this is not a zip of a pack: its file (.*) is there twice$/s, '这不是课程包的 zip：其中有两个 $1'],
  [/^this is not a zip of a pack: its file (.*) is damaged$/s, '这不是课程包的 zip：其中的 $1 已损坏'],
  [
    /^this is not a zip of a pack: its file (.*) is not as large as it says$/s,
    '这不是课程包的 zip：$1 的大小与所述不符',
  ],
  [/^this is not a zip of a pack: its file (.*) is packed in a way .*$/s, '这不是课程包的 zip：$1 的压缩方式无法识别'],
  [/^this is not a zip of a pack: (.*)$/s, '这不是课程包的 zip：$1'],
  [/^there is no pack\.yaml in it$/, '其中没有 pack.yaml'],
  [/^(\S+) is not in it$/, '其中没有 $1'],
  [/^(\S+) is a web page \(HTML\), not the pack\.yaml of a pack$/, '$1 是网页（HTML），不是课程包的 pack.yaml'],
  [/^pack\.yaml has faults:/, 'pack.yaml 有错误：'],
  [
    /^(\S+) cannot be fetched \(its server must allow other sites to read it\): (.*)$/s,
    '无法获取 $1（它的服务器必须允许其他网站读取）：$2',
  ],
  [/^(\S+): not all of it came within (\d+) s$/, '$1：$2 秒内没有全部收到'],
  [/^(\S+): nothing came for (\d+) s$/, '$1：$2 秒内没有收到任何内容'],
  [/^(\S+) is larger than (\d+) bytes$/, '$1 超过 $2 字节'],
  [/^there is no lesson in it$/, '其中没有课程'],
  [/^there is no progress in it$/, '其中没有进度'],
  [/^the file is too large$/, '文件太大'],
  [/^this is not a progress file.*/s, '这不是进度文件'],
  [
    /^this progress file is of version (.*); this page reads version (\d+)$/,
    '这个进度文件是第 $1 版；本页只能读取第 $2 版',
  ],
  [/^what it says of (.*) is damaged$/s, '其中关于 $1 的内容已损坏'],
]

/** A reason for which a pack, or progress, cannot be opened, in the learner's language. */
export function reasonText(message: string): string {
  if (language.value !== 'zh') return message
  const [pattern, text] = REASONS.find(([known]) => known.test(message)) ?? []
  return pattern ? message.replace(pattern, text as string) : message
}
