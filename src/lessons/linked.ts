import type MarkdownIt from 'markdown-it'
import { endOfLink } from './link-end.ts'

type Markdown = InstanceType<typeof MarkdownIt>

/** What is said to the renderer: the lesson, `track/name`, in which links stand. */
export type LinksFrom = { readonly from: string }

/** The lesson of a file, by its path. */
export function lessonOf(file: string): string {
  return /(?:^|\/)(?:en|zh)\/([\w-]+\/[\w-]+)\.md$/.exec(file)?.[1] ?? ''
}

/** Links as the browser follows them, however it is asked to: to lessons by the page's addresses, to all else beside the page. */
export function linked(markdown: Markdown): Markdown {
  markdown.renderer.rules['link_open'] = (tokens, i, options, env, renderer) => {
    const token = tokens[i] as (typeof tokens)[number]
    const target = String(token.attrGet('href') ?? '')
    const end = endOfLink(target, String(env?.['from'] ?? ''))
    if (end === 'beside') {
      token.attrSet('target', '_blank')
      token.attrSet('rel', 'noopener')
    } else if (end !== 'nowhere' && !target.startsWith('#')) token.attrSet('href', `#/${end.lesson}`)
    return renderer.renderToken(tokens, i, options)
  }
  return markdown
}
