import { ChevronLeft, ChevronRight } from 'lucide'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { Icon } from '../ui/icon.tsx'
import { lazy } from '../ui/lazy.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { CodeBlock } from './code-block.tsx'
import { useLinks } from './follow-link.ts'
import { GoalsBar } from './goals-bar.tsx'
import { Html } from './html.tsx'
import './lesson.css'
import type { Block } from './lesson.ts'
import { runCommands, typeInput } from './lesson-actions.ts'
import type { LessonSession } from './lesson-session.ts'
import { QuizView } from './quiz-view.tsx'
import { followReading, isBeingRead, readAt, resumeReading } from './reading-place.ts'
import { w } from './words.ts'

const StartNotice = lazy(async () => (await import('./lesson-notices.tsx')).StartNotice)
const FaultsNotice = lazy(async () => (await import('./lesson-notices.tsx')).FaultsNotice)
const Cell = lazy(async () => (await import('../notebook/cell.tsx')).Cell)

/** The lesson beside the cluster. */
export function LessonPane({ page }: { page: Page }) {
  const { lesson, problems, unfetched } = page.lesson.open.value
  const { key } = page.lesson
  usePageTitle(lesson.title)
  const whole = useRef<HTMLElement>(null)
  const prose = useRef<HTMLDivElement>(null)
  const opened = useRef('')
  // Before the text scrolls of itself, which would count as reading.
  useLayoutEffect(() => {
    if (opened.current !== '' && prose.current) begin(prose.current, key)
    opened.current = key
  }, [key])
  const isThere = lesson.blocks.length > 0
  useLayoutEffect(() => {
    if (isThere && prose.current) void resumeReading(prose.current, key)
  }, [isThere, key])
  useEffect(() => (prose.current ? followReading(prose.current, () => page.lesson.key) : undefined), [page])
  useLinks(page, whole)
  return (
    <section class="lesson" ref={whole} aria-label={w('lesson')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <div class="prose" ref={prose} tabIndex={0}>
        <h1>{lesson.title}</h1>
        {lesson.minutes > 0 && <p class="meta">{[`${lesson.minutes} ${w('min')}`, ...lesson.teaches].join(' · ')}</p>}
        {problems.length > 0 && <FaultsNotice problems={problems} />}
        {(page.lesson.needs.value || page.lesson.arranging.value) && <StartNotice session={page.lesson} />}
        {lesson.blocks.map((block, i) => (
          <div key={`${key}/${language.value}/${i}`} data-line={block.line} class="lesson-block">
            <BlockView page={page} block={block} />
          </div>
        ))}
        {lesson.blocks.length > 0 ? <Neighbours page={page} /> : <Loading session={page.lesson} why={unfetched} />}
      </div>
      {lesson.goals.length > 0 && <GoalsBar page={page} />}
    </section>
  )
}

/**
 * A lesson is read from its top, unless the browser's Back led to it. Whoever came by a link of the lesson before, which is
 * gone, goes on here by keyboard.
 */
function begin(prose: HTMLElement, lesson: string): void {
  if (!isBeingRead(lesson)) readAt(lesson, 0)
  prose.scrollTo({ top: 0 })
  if (document.activeElement === document.body && navigator.userActivation.hasBeenActive)
    prose.focus({ preventScroll: true })
}

/** Where its text will be. */
function Loading({ session, why }: { session: LessonSession; why: string | undefined }) {
  if (why !== undefined)
    return (
      <div class="notice bad" role="alert">
        <p>
          {w('This lesson could not be fetched:')} {why}
        </p>
        <button type="button" class="secondary" onClick={() => void session.ready().then(() => session.begin())}>
          {w('Try again')}
        </button>
      </div>
    )
  return (
    <div class="lines" aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </div>
  )
}

function BlockView({ page, block }: { page: Page; block: Block }) {
  switch (block.kind) {
    case 'prose':
      return <Html class="text" html={block.html} />
    case 'commands': {
      const run = { how: 'Run', do: () => runCommands(page, block) } as const
      return (
        <CodeBlock
          label={block.beside ? `${w('terminal')}${w(', ')}${w('beside it')}` : w('terminal')}
          code={block.code}
          run={run}
        />
      )
    }
    case 'input':
      return <CodeBlock label={block.to} code={block.code} run={{ how: 'Type', do: () => typeInput(page, block) }} />
    case 'sample':
      return <pre class="sample">{block.code}</pre>
    case 'cell':
      return <Cell page={page} id={page.lesson.cellId(block.name)} name={block.name} code={block.code} />
    case 'quiz':
      return <QuizView quiz={block.quiz} session={page.lesson} />
  }
}

function Neighbours({ page }: { page: Page }) {
  const { library, id } = page.lesson
  const before = library.neighbour(id, -1)
  const after = library.neighbour(id, 1)
  const title = (other: string) => library.of(other, language.value).title
  return (
    <nav class="neighbours" aria-label={`${w('Previous')}${w(', ')}${w('Next')}`}>
      {before && (
        <button type="button" onClick={() => page.lesson.go(before.id)}>
          <Icon icon={ChevronLeft} />
          <span>
            <small>{w('Previous')}</small>
            {title(before.id)}
          </span>
        </button>
      )}
      <span class="grow" />
      {after && (
        <button type="button" class="after" onClick={() => page.lesson.go(after.id)}>
          <span>
            <small>{w('Next')}</small>
            {title(after.id)}
          </span>
          <Icon icon={ChevronRight} />
        </button>
      )}
    </nav>
  )
}
