import { signal } from '@preact/signals'
import { Part } from '../../engine/core/base/part.ts'
import { language } from '../session/settings.ts'
import type { ZH } from './strings-zh.ts'

/** Whoever reads English needs no other words. */
const CHINESE = new Part(() => import('./chinese.ts'))
const hasChinese = signal(false)

export type Text = keyof typeof ZH

/** A text of the page in the learner's language; in English until {@link wordsLoading} is over. */
export function t(text: Text): string {
  return chinese()?.ZH[text] ?? text
}

/** What the page says in Chinese; undefined where English is to be read. */
export function chinese(): typeof CHINESE.now | undefined {
  if (language.value !== 'zh') return undefined
  if (hasChinese.value) return CHINESE.now
  void wordsLoading()
  return undefined
}

/** Resolves when the words of the learner's language are there, or cannot be had. */
export async function wordsLoading(): Promise<void> {
  if (language.peek() === 'zh') await CHINESE.loading()?.catch(() => {})
  hasChinese.value = CHINESE.isLoaded
}
