import { signal } from '@preact/signals'
import { Part } from '../../engine/core/base/part.ts'
import { language } from '../session/settings.ts'
import type { ZH } from './strings-zh.ts'

/** Whoever reads English needs no other words. */
const CHINESE = new Part(() => import('./strings-zh.ts'))
const hasChinese = signal(false)

export type Text = keyof typeof ZH

/** A text of the page in the learner's language; in English until {@link wordsLoading} is over. */
export function t(text: Text): string {
  if (language.value !== 'zh') return text
  if (hasChinese.value) return CHINESE.now.ZH[text]
  void wordsLoading()
  return text
}

/** Resolves when the words of the learner's language are there, or cannot be had. */
export async function wordsLoading(): Promise<void> {
  if (language.peek() === 'zh') await CHINESE.loading()?.catch(() => {})
  hasChinese.value = CHINESE.isLoaded
}
