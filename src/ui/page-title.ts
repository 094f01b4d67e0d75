import { useEffect } from 'preact/hooks'

/** Names the browser's tab, and what it keeps in its history, after what is read there. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Logbook` : 'Logbook'
  }, [title])
}
