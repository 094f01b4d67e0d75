import { computed, effect, type Signal, signal } from '@preact/signals'
import { type ClusterPlan, PLANS, samePlan, THREE_NODES } from '../cluster/plan.ts'

export type Theme = 'light' | 'dark'
export type Language = 'en' | 'zh'
/** A text that is told in whichever language is shown at the moment. */
export type LocalText = () => string
export type StageView = 'cluster' | 'log' | 'groups' | 'wire' | 'files' | 'metrics'
export type Pane = 'lesson' | 'stage' | 'terminal'

/** A signal that outlives the page in localStorage. Unreadable or unknown stored values count as absent. */
function stored<T>(name: string, initial: T, accept: (value: unknown) => value is T): Signal<T> {
  const value = signal(read(name, initial, accept))
  effect(() => {
    try {
      localStorage.setItem(`logbook.${name}`, JSON.stringify(value.value))
    } catch {
      // Storage refused (private mode): the setting lives as long as the page.
    }
  })
  return value
}

function read<T>(name: string, initial: T, accept: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(`logbook.${name}`) ?? 'null')
    return accept(value) ? value : initial
  } catch {
    return initial
  }
}

function oneOf<T extends string>(...values: readonly T[]) {
  return (value: unknown): value is T => values.includes(value as T)
}

const isShare = (value: unknown): value is number => typeof value === 'number' && value >= 0.1 && value <= 0.9
const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
const isText = (value: unknown): value is string => typeof value === 'string'

/** Where a lesson is being read: the block that begins at the line of its file. */
export interface ReadingPlace {
  readonly lesson: string
  readonly line: number
}

const arePlaces = (value: unknown): value is readonly ReadingPlace[] =>
  Array.isArray(value) && value.every((place) => isText(place?.lesson) && isOffset(place.line))

const isPlan = (value: unknown): value is ClusterPlan => PLANS.some((plan) => samePlan(plan, Object(value)))

const prefersDark = typeof matchMedia === 'function' && matchMedia('(prefers-color-scheme: dark)').matches
const prefersChinese = typeof navigator !== 'undefined' && navigator.language.startsWith('zh')

export const theme = stored<Theme>('theme', prefersDark ? 'dark' : 'light', oneOf('light', 'dark'))
export const language = stored<Language>('language', prefersChinese ? 'zh' : 'en', oneOf('en', 'zh'))
export const stageView = stored<StageView>(
  'view',
  'cluster',
  oneOf('cluster', 'log', 'groups', 'wire', 'files', 'metrics'),
)
/** The language in which a draft is looked at, while one is. */
export const draftLanguage = signal<Language | null>(null)
/** That of the lesson that is shown. */
export const lessonLanguage = computed(() => draftLanguage.value ?? language.value)
/** Share of the width that the lesson takes, and of the height that the stage takes. */
export const lessonShare = stored<number>('lesson-share', 0.37, isShare)
export const stageShare = stored<number>('stage-share', 0.57, isShare)
export const lessonId = stored<string>('lesson', 'first-events/01-quickstart', isText)
/** Where lessons were being read last; that which was read last of all comes first. */
export const readingPlaces = stored<readonly ReadingPlace[]>('places', [], arePlaces)
/** How far the cluster's wall clock has been moved ahead of the computer's, ms. */
export const clockOffset = stored<number>('clock-offset', 0, isOffset)
/** Which nodes the page runs. */
export const clusterPlan = stored<ClusterPlan>('cluster', THREE_NODES, isPlan)
/** Whether this browser shows large type. */
export const prefersLarge = stored<boolean>('presenting', false, isFlag)
/** Large type, for a class room: now. */
export const presenting = signal(prefersLarge.peek())
/** Which pane a narrow screen shows. */
export const shownPane = stored<Pane>('pane', 'lesson', oneOf('lesson', 'stage', 'terminal'))
/** A pane that fills the right side, or none. */
export const maximised = signal<'stage' | 'terminal' | null>(null)
