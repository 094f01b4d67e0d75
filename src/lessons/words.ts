import { chinese } from '../ui/strings.ts'
import type { ZH } from './words-zh.ts'

export type Word = keyof typeof ZH

/** A word of the lesson pane in the learner's language. */
export function w(word: Word): string {
  return chinese()?.LESSON_ZH[word] ?? word
}
