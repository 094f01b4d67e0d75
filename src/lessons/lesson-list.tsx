import { Check, NotebookPen } from 'lucide'
import { CourseTools } from '../packs/course-tools.tsx'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { playFreely } from '../session/show-other.ts'
import { Icon } from '../ui/icon.tsx'
import { t } from '../ui/strings.ts'
import { isDone } from './is-done.ts'
import type { LessonEntry } from './library.ts'
import { w } from './words.ts'
import './lesson-list.css'

/** All lessons of the course by track, and what is done with the course as a whole. */
export function LessonList({ page, close }: { page: Page; close: () => void }) {
  const tracks = [...new Set(page.lesson.library.entries.map(({ track }) => track))]
  const title = page.lesson.isOwnCourse ? undefined : titleOf(page)
  return (
    <nav class="lesson-list" aria-label={w('lessons')}>
      {title !== undefined && <h2>{title}</h2>}
      <FreePlayLink page={page} close={close} />
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

/** Stands first: below all lessons nobody sees it. */
function FreePlayLink({ page, close }: { page: Page; close: () => void }) {
  return (
    <button
      type="button"
      aria-current={page.freePlay.value ? 'page' : undefined}
      onClick={() => {
        void playFreely(page, null)
        close()
      }}
    >
      <span class="n">
        <Icon icon={NotebookPen} />
      </span>
      <span class="grow">{t('Free play')}</span>
      <span class="dim wide">{w('your own notebook, kept in this browser')}</span>
      <span class="done" />
    </button>
  )
}

/** A draft has none. */
function titleOf({ lesson }: Page): string | undefined {
  const { title } = lesson.library.course
  return title[language.value] ?? title.en ?? title.zh
}

function LessonLink({ page, entry, close }: { page: Page; entry: LessonEntry; close: () => void }) {
  const { title, minutes } = page.lesson.library.of(entry.id, language.value)
  return (
    <button
      type="button"
      aria-current={page.freePlay.value === null && entry.id === page.lesson.id ? 'page' : undefined}
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
