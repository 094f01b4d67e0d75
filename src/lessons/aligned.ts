import type MarkdownIt from 'markdown-it'

type Markdown = InstanceType<typeof MarkdownIt>

/** Columns of tables are aligned by classes, `align-right`: the page's policy allows no style attributes. */
export function aligned(markdown: Markdown): Markdown {
  markdown.core.ruler.push('aligned', ({ tokens }) => {
    for (const token of tokens) {
      const side = /^text-align: ?(\w+)$/.exec(String(token.attrGet('style') ?? ''))?.[1]
      if (side === undefined) continue
      token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'style')
      token.attrJoin('class', `align-${side}`)
    }
  })
  return markdown
}
