/** Splitting of text into fields by `IFS`, as POSIX has it. */

/** What separates fields when `IFS` is not set. */
export const DEFAULT_IFS = ' \t\n'

/** How a text is split: at most into so many fields, the last of them with all that is left; escaped places separate nothing. */
export interface Splitting {
  readonly most?: number
  readonly escaped?: ReadonlySet<number>
}

/**
 * The fields of a text. White space of `ifs` counts as one separator however much of it there is, and not at the ends; each
 * other character of it separates by itself.
 */
export function splitFields(text: string, ifs: string, { most, escaped }: Splitting = {}): string[] {
  const separates = (at: number) => ifs.includes(text[at] as string) && !escaped?.has(at)
  const isBlank = (at: number) => at < text.length && DEFAULT_IFS.includes(text[at] as string) && separates(at)
  const fields: string[] = []
  let at = 0
  const skipBlanks = () => {
    while (isBlank(at)) at++
  }
  skipBlanks()
  while (at < text.length) {
    const start = at
    while (at < text.length && !separates(at)) at++
    const end = at
    skipBlanks()
    if (at < text.length && separates(at)) at++
    skipBlanks()
    // Whatever follows the last name's field is its own, unless it is no more than one separator.
    if (fields.length + 1 === most && at < text.length) return [...fields, restOf(text, start, isBlank)]
    fields.push(text.slice(start, end))
  }
  return fields
}

function restOf(text: string, start: number, isBlank: (at: number) => boolean): string {
  let end = text.length
  while (end > start && isBlank(end - 1)) end--
  return text.slice(start, end)
}
