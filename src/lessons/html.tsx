import { wholeWords } from './whole-words.ts'

/** HTML that markdown-it made of a lesson, with raw HTML off: no tag in it is the author's. */
export function Html({ html, class: name }: { html: string; class?: string }) {
  return <span class={name ?? ''} dangerouslySetInnerHTML={{ __html: wholeWords(html) }} />
}
