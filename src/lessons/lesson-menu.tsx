import { Check, ChevronDown } from 'lucide'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { Icon } from '../ui/icon.tsx'
import { lazy } from '../ui/lazy.tsx'
import type { LessonEntry } from './library.ts'
import { w } from './words.ts'

const CourseTools = lazy(async () => (await import('../packs/course-tools.tsx')).CourseTools)

/** Where the learner is in the course, and the way to any other lesson. */
export function LessonMenu({ page }: { page: Page }) {
  const [shown, setShown] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const { entry, library } = page.lesson
  useEffect(() => (shown ? closeOutside(box.current, () => setShown(false)) : undefined), [shown])
  const here = entry.value
  if (!here) return null
  const track = library.entries.filter(({ track }) => track === here.track)
  return (
    <div class="lesson-menu" ref={box}>
      <button type="button" aria-expanded={shown} aria-haspopup="true" onClick={() => setShown(!shown)}>
        <span class="wide dim">{library.trackName(here.track, language.value)} ›</span>
        <b>{here.number}</b>
        <b class="wide title">{library.of(here.id, language.value).title}</b>
        <Icon icon={ChevronDown} label={w('lessons')} />
      </button>
      <span class="dots wide" aria-hidden="true">
        {track.map(({ id }) => (
          <s key={id} class={isDone(page, id) ? 'done' : id === here.id ? 'here' : ''} />
        ))}
      </span>
      {shown && <LessonList page={page} close={() => setShown(false)} />}
    </div>
  )
}

function LessonList({ page, close }: { page: Page; close: () => void }) {
  const tracks = [...new Set(page.lesson.library.entries.map(({ track }) => track))]
  return (
    <nav class="lesson-list" aria-label={w('lessons')}>
      {tracks.map((track) => (
        <section key={track}>
          <h3>{page.lesson.library.trackName(track, language.value)}</h3>
          {page.lesson.library.entries
            .filter((entry) => entry.track === track)
            .map((entry) => (
              <LessonLink key={entry.id} page={page} entry={entry} close={close} />
            ))}
        </section>
      ))}
      <CourseTools page={page} close={close} />
    </nav>
  )
}

function LessonLink({ page, entry, close }: { page: Page; entry: LessonEntry; close: () => void }) {
  const { title, minutes } = page.lesson.library.of(entry.id, language.value)
  return (
    <button
      type="button"
      aria-current={entry.id === page.lesson.id ? 'page' : undefined}
      onClick={() => {
        page.lesson.go(entry.id)
        close()
      }}
    >
      <span class="n">{entry.number}</span>
      <span class="grow">{title}</span>
      <span class="dim">
        {minutes} {w('min')}
      </span>
      <span class="done">{isDone(page, entry.id) && <Icon icon={Check} label={w('All goals met')} />}</span>
    </button>
  )
}

function isDone(page: Page, id: string): boolean {
  return page.lesson.progressOf(id).met.length >= page.lesson.library.of(id, language.value).goals
}

function closeOutside(box: HTMLElement | null, close: () => void): () => void {
  const pointer = (event: PointerEvent) => {
    if (!box?.contains(event.target as Node)) close()
  }
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
  }
  document.addEventListener('pointerdown', pointer)
  document.addEventListener('keydown', key)
  return () => {
    document.removeEventListener('pointerdown', pointer)
    document.removeEventListener('keydown', key)
  }
}
