/** Something that can be chosen by name. */
export interface Choice {
  /** What kind of thing it is: shown before it, and found by as well. */
  readonly group: string
  readonly text: string
  /** It is found by these as well: its name in the other language, what a lesson teaches. */
  readonly also?: string
  /** Either it is done at once, or a dialog asks first. */
  readonly run?: () => void
  readonly opens?: Opened
  /** What is looked for in the dialog at first. */
  readonly wanted?: string
}

/** Dialogs that stand in the palette's place. */
export type Opened = 'reset' | 'glossary' | 'pack'

/** Choices in which every word of the text is found, blanks or not, those that begin with it first, else in their own order. */
export function find<C extends Pick<Choice, 'group' | 'text' | 'also'>>(choices: readonly C[], wanted: string): C[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  const ranked = choices.flatMap((choice) => {
    const name = choice.text.toLowerCase()
    const all = `${choice.group} ${name} ${choice.also ?? ''}`.toLowerCase()
    const dense = all.replace(/\s+/g, '')
    if (!words.every((word) => all.includes(word) || dense.includes(word))) return []
    const begins = words.length > 0 && name.startsWith(words[0] ?? '')
    return [{ choice, rank: begins ? 0 : words.every((word) => name.includes(word)) ? 1 : 2 }]
  })
  return ranked.sort((a, b) => a.rank - b.rank).map(({ choice }) => choice)
}
