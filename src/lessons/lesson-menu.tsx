import { ChevronDown } from 'lucide'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { Icon } from '../ui/icon.tsx'
import { lazy } from '../ui/lazy.tsx'
import { t } from '../ui/strings.ts'
import { isDone } from './is-done.ts'
import { w } from './words.ts'

const LessonList = lazy(async () => (await import('./lesson-list.tsx')).LessonList)

/** Where the learner is in the course, and the way to any other lesson. */
export function LessonMenu({ page }: { page: Page }) {
  const [shown, setShown] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const { entry, library } = page.lesson
  useEffect(() => (shown ? closeOutside(box.current, () => setShown(false)) : undefined), [shown])
  const here = entry.value
  if (!here) return null
  const plays = page.freePlay.value !== null
  const track = library.entries.filter(({ track }) => track === here.track)
  return (
    <div class="lesson-menu" ref={box}>
      <button type="button" aria-expanded={shown} aria-haspopup="true" onClick={() => setShown(!shown)}>
        {plays ? (
          <b>{t('Free play')}</b>
        ) : (
          <>
            <span class="wide dim">{library.trackName(here.track, language.value)} ›</span>
            <b>{here.number}</b>
            <b class="wide title">{library.of(here.id, language.value).title}</b>
          </>
        )}
        <Icon icon={ChevronDown} label={w('lessons')} />
      </button>
      {!plays && (
        <span class="dots wide" aria-hidden="true">
          {track.map(({ id }) => (
            <s key={id} class={isDone(page, id) ? 'done' : id === here.id ? 'here' : ''} />
          ))}
        </span>
      )}
      {shown && <LessonList page={page} close={() => setShown(false)} />}
    </div>
  )
}

function closeOutside(box: HTMLElement | null, close: () => void): () => void {
  const pointer = (event: PointerEvent) => {
    if (!box?.contains(event.target as Node)) close()
  }
  const key = (event: KeyboardEvent) => {
    // Escape is first that of a dialog which was opened from the list.
    if (event.key !== 'Escape' || box?.querySelector('dialog[open]')) return
    close()
    box?.querySelector('button')?.focus()
  }
  document.addEventListener('pointerdown', pointer)
  document.addEventListener('keydown', key)
  return () => {
    document.removeEventListener('pointerdown', pointer)
    document.removeEventListener('keydown', key)
  }
}
