import type { Page } from '../session/page.ts'
import { type Pane, type StageView, shownPane, stageView } from '../session/settings.ts'
import { undo } from '../session/undo.ts'
import { isPageKey } from './keys.ts'

const VIEWS: readonly StageView[] = ['cluster', 'log', 'groups', 'wire', 'files', 'metrics']

/** The page's own keys; those of the terminal, of cells and of a dialog stay theirs. */
export function listenForShortcuts(page: Page): void {
  document.addEventListener('keydown', (event) => {
    const action = document.querySelector('dialog:modal') ? dialogAction(page, event) : pageAction(page, event)
    if (!action) return
    event.preventDefault()
    action()
  })
  document.addEventListener('focusin', ({ target }) => {
    if ((target as HTMLElement).closest('.lesson')) lastInLesson = target as HTMLElement
  })
}

/** Behind a dialog nothing is reached. What must be answered stays: browsers heed a dialog's own refusal to close only once. */
function dialogAction(page: Page, { key }: KeyboardEvent): (() => void) | undefined {
  const mustAnswer = page.ownership.value === 'elsewhere' || page.ownership.value === 'moved'
  return mustAnswer && key === 'Escape' ? () => {} : undefined
}

function pageAction(page: Page, event: KeyboardEvent): (() => void) | undefined {
  if (!isPageKey(event)) return plainAction(page, event)
  // A key that is held down was pressed once.
  return event.repeat ? () => {} : altAction(page, event.code)
}

/** Where the keyboard was in the lesson before it went elsewhere. */
let lastInLesson: HTMLElement | null = null

function toLesson(): void {
  if (!lastInLesson?.isConnected) return focusPane('lesson', '.lesson [tabindex], .lesson button')
  shownPane.value = 'lesson'
  const last = lastInLesson
  requestAnimationFrame(() => last.focus())
}

function altAction(page: Page, code: string): (() => void) | undefined {
  const view = VIEWS[Number(/^Digit([1-6])$/.exec(code)?.[1] ?? 0) - 1]
  if (view) {
    return () => {
      if (stageView.value === view) return toPane(page, 'stage')
      stageView.value = view
      shownPane.value = 'stage'
    }
  }
  return ALT[code]?.(page)
}

/** Puts the keyboard into a pane. */
export function toPane(page: Page, pane: Pane): void {
  if (pane === 'lesson') toLesson()
  else if (pane === 'stage') focusPane('stage', '.stage > .view')
  else focusPane('terminal', `#terminal-${page.terminal.active.value} textarea`)
}

const ALT: { readonly [code: string]: (page: Page) => () => void } = {
  KeyL: () => toLesson,
  KeyT: (page) => () => toPane(page, 'terminal'),
  KeyP: (page) => () => {
    page.paletteShown.value = true
  },
  KeyR: (page) => () => {
    const last = page.terminal.commands.value.at(-1)
    if (last) void import('../session/links.ts').then(({ showRequests }) => showRequests(last))
  },
  KeyZ: (page) => () => void undo(page),
  KeyN: (page) => () => {
    shownPane.value = 'terminal'
    page.terminal.open()
  },
}

function focusPane(pane: Pane, selector: string): void {
  shownPane.value = pane
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus())
}

function plainAction(page: Page, event: KeyboardEvent): (() => void) | undefined {
  const target = event.target as HTMLElement
  const typing = target.closest('input, textarea, [contenteditable], .monaco-editor, .xterm')
  if (event.key !== '?' || typing) return undefined
  return () => {
    page.helpShown.value = true
  }
}
