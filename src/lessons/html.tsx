/** HTML that markdown-it made of a lesson, with raw HTML off: no tag in it is the author's. */
export function Html({ html, class: name }: { html: string; class?: string }) {
  return (
    <span
      class={name ?? ''}
      dangerouslySetInnerHTML={{ __html: html.replaceAll(SHORT_CODE, '<code class="short">') }}
    />
  )
}

/** Code that need not be broken over two lines: `--from-beginning` would be, behind its hyphens. */
const SHORT_CODE = /<code>(?=[^<]{1,24}<)/g
