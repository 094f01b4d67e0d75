import type MarkdownIt from 'markdown-it'

type Markdown = InstanceType<typeof MarkdownIt>

/** Chinese has no spaces, and no line may begin with a hyphen: a list of options would be one word as long as all of them. */
const BEFORE_A_BREAK = /[\u3001\uff0c\uff1b\uff1a\u3002\u4e00-\u9fff]$/

/** Lets a line end before code that stands in Chinese. */
export function breakable(markdown: Markdown): Markdown {
  const plain = markdown.renderer.rules.code_inline
  markdown.renderer.rules.code_inline = (tokens, index, options, env, renderer) => {
    const code = plain?.(tokens, index, options, env, renderer) ?? ''
    return BEFORE_A_BREAK.test(tokens[index - 1]?.content ?? '') ? `<wbr>${code}` : code
  }
  return markdown
}
