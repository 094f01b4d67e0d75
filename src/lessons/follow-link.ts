import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { tellMissing } from '../session/shown-address.ts'

/** Links in the element open lessons in the page; of those that lead beside it the browser knows (linked.ts). */
export function useLinks(page: Page, element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const follow = (event: MouseEvent) => followLink(page, event)
    const { current } = element
    current?.addEventListener('click', follow)
    return () => current?.removeEventListener('click', follow)
  }, [page])
}

function followLink(page: Page, event: MouseEvent): void {
  const link = (event.target as HTMLElement).closest('a')
  if (!link || link.target) return
  const target = link.getAttribute('href') ?? ''
  const id = /^#\/([\w-]+\/[\w-]+)/.exec(target)?.[1]
  // A new tab or window of the learner's.
  if (id && (event.ctrlKey || event.metaKey || event.shiftKey)) return
  event.preventDefault()
  if (!page.lesson.go(id ?? target)) tellMissing(page, id ?? target)
}
