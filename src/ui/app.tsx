import { CircleHelp, Moon, Sun } from 'lucide'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { LessonMenu } from '../lessons/lesson-menu.tsx'
import { LessonPane } from '../lessons/lesson-pane.tsx'
import type { Page } from '../session/page.ts'
import {
  language,
  lessonShare,
  maximised,
  type Pane,
  presenting,
  shownPane,
  stageShare,
  theme,
} from '../session/settings.ts'
import { TerminalPane } from '../terminal/terminal-pane.tsx'
import { BrokerChips } from '../topology/broker-chips.tsx'
import { PastControls } from '../topology/past-controls.tsx'
import { TimeControl } from '../topology/time-control.tsx'
import { Icon } from './icon.tsx'
import { lazy } from './lazy.tsx'
import { toPane } from './shortcuts.ts'
import { Handle } from './split.tsx'
import { Stage } from './stage.tsx'
import { t } from './strings.ts'
import { Tabs } from './tabs.tsx'

const AuthorPane = lazy(async () => (await import('../authoring/author-pane.tsx')).AuthorPane)
const UpdateNotice = lazy(async () => (await import('../offline/update-notice.tsx')).UpdateNotice)
const NotebookPane = lazy(async () => (await import('../free-play/notebook-pane.tsx')).NotebookPane)
const OwnershipNotice = lazy(async () => (await import('./ownership-notice.tsx')).OwnershipNotice)
const ProblemNotice = lazy(async () => (await import('./problem-notice.tsx')).ProblemNotice)
const HelpDialog = lazy(async () => (await import('./help.tsx')).HelpDialog)
const Palette = lazy(async () => (await import('../palette/palette.tsx')).Palette)
const FileEditor = lazy(async () => (await import('../files/file-editor.tsx')).FileEditor)

/** The whole page. */
export function App({ page }: { page: Page }) {
  const dark = theme.value === 'dark'
  const lang = language.value
  const present = presenting.value
  // Before the effects of what draws in the colours of the style.
  useLayoutEffect(() => {
    document.documentElement.classList.toggle('dark', dark)
    document.documentElement.classList.toggle('present', present)
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  }, [dark, lang, present])
  const full = maximised.value
  const columns = full ? '0 minmax(0, 1fr)' : `${lessonShare.value * 100}% minmax(0, 1fr)`
  return (
    <>
      <SkipLinks page={page} />
      <TopBar page={page} />
      <main class="columns" style={{ gridTemplateColumns: columns }} data-shown={shownPane.value}>
        {full ? (
          <span key="no-lesson" />
        ) : (
          // The key keeps what stands behind it, terminals above all, in its place when this one comes and goes.
          <div key="lesson" id="pane-lesson" style={{ display: 'contents' }}>
            <LeftPane page={page} />
          </div>
        )}
        {/* A narrow screen may show no lesson, whose title is the other heading of this level. */}
        <div class="visually-hidden" role="heading" aria-level={1}>
          Logbook
        </div>
        <div class="right" style={{ gridTemplateRows: rowsFor(full) }}>
          {full !== 'terminal' && <Stage page={page} />}
          <TerminalPane client={page.terminal} hidden={full === 'stage'} />
          {!full && <Handle axis="y" share={stageShare} label={t('height of the stage')} />}
        </div>
        {!full && <Handle axis="x" share={lessonShare} label={t('width of the lesson')} />}
      </main>
      <PaneSwitcher />
      {page.problem.value !== null && <ProblemNotice page={page} />}
      {page.ownership.value !== 'asking' && page.ownership.value !== 'owner' && <OwnershipNotice page={page} />}
      {page.editing.value && <FileEditor page={page} />}
      {page.helpShown.value && <HelpDialog page={page} />}
      {page.paletteShown.value && <Palette page={page} />}
      {page.newVersion.value && <UpdateNotice page={page} />}
    </>
  )
}

/** The first stops of the keyboard: past the bar, to where the work is. */
function SkipLinks({ page }: { page: Page }) {
  return (
    <nav class="skip" aria-label={t('Skip to')}>
      {PANES.map((pane) => (
        <button type="button" key={pane} onClick={() => toPane(page, pane)}>
          → {t(pane)}
        </button>
      ))}
    </nav>
  )
}

function LeftPane({ page }: { page: Page }) {
  const author = page.author.value
  const play = page.freePlay.value
  if (play) return <NotebookPane page={page} play={play} />
  return author ? <AuthorPane page={page} author={author} /> : <LessonPane page={page} />
}

function rowsFor(full: 'stage' | 'terminal' | null): string {
  return full ? 'minmax(0, 1fr)' : `${stageShare.value * 100}% minmax(0, 1fr)`
}

function TopBar({ page }: { page: Page }) {
  const dark = theme.value === 'dark'
  const themeName = dark ? t('light theme') : t('dark theme')
  const languageName = language.value === 'en' ? t('switch to Chinese') : t('switch to English')
  return (
    <header class="top">
      <span class="brand">
        <i aria-hidden="true">
          <b />
          <b />
          <b />
        </i>
        Logbook
      </span>
      <LessonMenu page={page} />
      <span class="grow" />
      <BrokerChips page={page} />
      <TimeControl page={page} />
      <PastControls page={page} />
      <BarButton
        name={languageName}
        run={() => {
          language.value = language.value === 'en' ? 'zh' : 'en'
        }}
      >
        {language.value === 'en' ? '中' : 'EN'}
      </BarButton>
      <BarButton
        name={themeName}
        run={() => {
          theme.value = dark ? 'light' : 'dark'
        }}
      >
        <Icon icon={dark ? Sun : Moon} />
      </BarButton>
      <BarButton
        name={t('Keyboard help')}
        run={() => {
          page.helpShown.value = true
        }}
      >
        <Icon icon={CircleHelp} />
      </BarButton>
    </header>
  )
}

function BarButton({ name, run, children }: { name: string; run: () => void; children: ComponentChildren }) {
  return (
    <button type="button" title={name} aria-label={name} onClick={run}>
      {children}
    </button>
  )
}

const PANES = ['lesson', 'stage', 'terminal'] as const

/** On a narrow screen the three panes are tabs. */
function PaneSwitcher() {
  const tabs = PANES.map((id) => ({ id, title: t(id) }))
  const select = (pane: Pane) => {
    shownPane.value = pane
  }
  return (
    <nav class="switcher" aria-label={t('panes')}>
      <Tabs label={t('panes')} tabs={tabs} selected={shownPane.value} onSelect={select} panels="pane" />
    </nav>
  )
}
