import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Page } from '../session/page.ts'

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

/** Links in the element open lessons in the page and all else beside it: none leads away from the page. */
export function useLinks(page: Page, element: RefObject<HTMLElement | null>, from: () => string): void {
  useEffect(() => {
    const follow = (event: MouseEvent) => followLink(page, event, from())
    const { current } = element
    current?.addEventListener('click', follow)
    return () => current?.removeEventListener('click', follow)
  }, [page])
}

function followLink(page: Page, event: MouseEvent, from: string): void {
  const link = (event.target as HTMLElement).closest('a')
  const target = link?.getAttribute('href')
  if (!link || target == null) return
  const end = endOfLink(target, from)
  if (end === 'beside') {
    link.target = '_blank'
    link.rel = 'noopener'
    return
  }
  event.preventDefault()
  if (end !== 'nowhere') page.lesson.go(end.lesson)
}
