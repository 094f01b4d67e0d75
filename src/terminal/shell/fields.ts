/** Splitting of text into fields by `IFS`, as POSIX has it. */

/** What separates fields when `IFS` is not set. */
export const DEFAULT_IFS = ' \t\n'

/** A character of a text that is split; escaped ones separate nothing. */
export interface Char {
  readonly text: string
  readonly escaped: boolean
}

/** The text's characters, none of them escaped. */
export function plainChars(text: string): Char[] {
  return Array.from(text, (one) => ({ text: one, escaped: false }))
}

/**
 * At most `most` fields, the last of them with all that is left. White space of `ifs` counts as one separator however much
 * of it there is, and not at the ends; each other character of it separates by itself.
 */
export function splitFields(chars: readonly Char[], ifs: string, most = Number.POSITIVE_INFINITY): string[] {
  const separates = ({ text, escaped }: Char) => !escaped && ifs.includes(text)
  const isBlank = (char: Char | undefined) => char !== undefined && separates(char) && /\s/.test(char.text)
  const fields: string[] = []
  let at = 0
  const skipBlanks = () => {
    while (isBlank(chars[at])) at++
  }
  skipBlanks()
  while (at < chars.length) {
    const start = at
    while (at < chars.length && !separates(chars[at] as Char)) at++
    const end = at
    skipBlanks()
    if (at < chars.length && separates(chars[at] as Char)) at++
    skipBlanks()
    // Whatever follows the last name's field is its own, unless it is no more than one separator.
    if (fields.length === most - 1 && at < chars.length) return [...fields, restOf(chars.slice(start), isBlank)]
    fields.push(textOf(chars.slice(start, end)))
  }
  return fields
}

function restOf(chars: readonly Char[], isBlank: (char: Char | undefined) => boolean): string {
  return textOf(chars.slice(0, chars.findLastIndex((char) => !isBlank(char)) + 1))
}

function textOf(chars: readonly Char[]): string {
  return chars.map(({ text }) => text).join('')
}
