/** The vocabulary of checks and predictions in words, from the tables that read them: for AUTHORING.md and for the page. */
import { CHECKS } from './check-shape.ts'
import { HAPPENINGS } from './happenings.ts'
import { QUERIES } from './query.ts'
import type { ToldField, ToldFields } from './told.ts'

/** One word of the vocabulary, as it is written, and what it says; both are Markdown. */
export interface Entry {
  readonly written: string
  readonly says: string
}

export interface Part {
  readonly title: string
  readonly entries: readonly Entry[]
}

/** Checks, what can have happened, and questions to the cluster. */
export function vocabulary(): readonly Part[] {
  return [
    { title: 'Check', entries: Object.entries(CHECKS).map(checkEntry) },
    { title: 'happened', entries: Object.entries(HAPPENINGS).map(happeningEntry) },
    {
      title: 'Question',
      entries: Object.entries(QUERIES).map(([name, { args, says }]) => ({
        written: code([name, ...args].join(' ')),
        says,
      })),
    },
  ]
}

const code = (text: string) => `\`${text}\``

function checkEntry([, { says, fields }]: [string, (typeof CHECKS)[string]]): Entry {
  const needed = Object.entries(fields).filter(([, { required }]) => required)
  const inner = needed.flatMap(([, field]) => Object.entries(field.inner ?? {}))
  // Fields of events are told with each event.
  const further = Object.hasOwn(fields, 'happened')
    ? []
    : [...inner, ...Object.entries(fields)].filter(([, { required }]) => !required)
  return {
    written: code(needed.map(([name, field]) => `${name}: ${writtenValue(field)}`).join(', ')),
    says: [says, further.map(fieldText).join('; ')].filter(Boolean).join('. With '),
  }
}

function writtenValue({ value, inner }: ToldField): string {
  return inner ? `{ ${neededOf(inner)} }` : value
}

const neededOf = (fields: ToldFields) =>
  Object.entries(fields)
    .flatMap(([name, { required, value }]) => (required ? [`${name}: ${value}`] : []))
    .join(', ')

function fieldText([name, { value, says }]: [string, ToldField]): string {
  return `${code(`${name}: ${value}`)}${says && ` ${says}`}`
}

function happeningEntry([name, { says, fields }]: [string, (typeof HAPPENINGS)[keyof typeof HAPPENINGS]]): Entry {
  return { written: code(name), says: [says, fields.map(code).join(', ')].filter(Boolean).join('. With ') }
}
