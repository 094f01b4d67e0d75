import type MarkdownIt from 'markdown-it'

type Markdown = InstanceType<typeof MarkdownIt>

/** Chinese has no spaces, and no line may begin with a hyphen: a list of options would be one word as long as all of them. */
const BEFORE_A_BREAK = /[\u3001\uff0c\uff1b\uff1a\u3002\u4e00-\u9fff]$/

/** A line of the source that ends or goes on in Chinese is no word's end. */
const CHINESE_END = /[\u3001\uff0c\uff1b\uff1a\u3002\uff01\uff1f\uff09\u4e00-\u9fff]$/
const CHINESE_START = /^[\uff08\u4e00-\u9fff]/

/** Lets a line end before code that stands in Chinese, and joins lines of Chinese without a space. */
export function breakable(markdown: Markdown): Markdown {
  const plain = markdown.renderer.rules.code_inline
  markdown.renderer.rules.code_inline = (tokens, index, options, env, renderer) => {
    const code = plain?.(tokens, index, options, env, renderer) ?? ''
    return BEFORE_A_BREAK.test(tokens[index - 1]?.content ?? '') ? `<wbr>${code}` : code
  }
  markdown.renderer.rules.softbreak = (tokens, index) => {
    const before = CHINESE_END.test(tokens[index - 1]?.content ?? '')
    return before && CHINESE_START.test(tokens[index + 1]?.content ?? '') ? '' : '\n'
  }
  return markdown
}
