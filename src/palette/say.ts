import { language } from '../session/settings.ts'
import type { Choice } from './find.ts'

/** A word in English or Chinese, as the learner reads. */
export function say(en: string, zh: string): string {
  return language.value === 'zh' ? zh : en
}

/** A choice's name as the learner reads it; it is found by that in the other language as well, and by further words. */
export function bothNames(
  [en, zh]: readonly [en: string, zh: string],
  further = '',
): Required<Pick<Choice, 'text' | 'also'>> {
  return { text: say(en, zh), also: `${en} ${zh} ${further}` }
}
