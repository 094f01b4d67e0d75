/** Where a link of somebody's text leads: to a lesson, beside the page, or nowhere. */
export type LinkEnd = { readonly lesson: string } | 'beside' | 'nowhere'

/** Lessons link to each other by their files; no host has this name. */
const LESSONS = 'https://lessons.invalid/'

/** Where a link leads that stands in this lesson; '': in no lesson. */
export function endOfLink(target: string, from: string): LinkEnd {
  const [, named] = /^#\/([\w-]+\/[\w-]+)(?:\/\d+)?$/.exec(target) ?? []
  if (named !== undefined) return { lesson: named }
  if (target === '' || target.startsWith('#')) return 'nowhere'
  const base = `${LESSONS}${from}`
  if (!URL.canParse(target, base)) return 'nowhere'
  const { href, pathname } = new URL(target, base)
  return href.startsWith(LESSONS) ? { lesson: pathname.slice(1).replace(/\.md$/, '') } : 'beside'
}
