import { chinese } from '../ui/strings.ts'
import type { ZH } from './words-zh.ts'

export type Word = keyof typeof ZH

/** A word of the Wire view in the learner's language; `{names}` in it replaced. */
export function w(word: Word, values: { readonly [name: string]: string | number } = {}): string {
  const text: string = chinese()?.WIRE_ZH[word] ?? word
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
