/** The tables of AUTHORING.md that are written from the vocabulary. */
import { HAPPENED_FIELDS } from './happenings.ts'
import { type Part, vocabulary } from './vocabulary.ts'

const BEGIN = '<!-- written by `npm run lessons -- docs`: -->'
const END = '<!-- until here -->'

/** AUTHORING.md with its tables as they should be. Throws when the places for them are not there. */
export function withVocabulary(document: string): string {
  const begin = document.indexOf(BEGIN)
  const end = document.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`AUTHORING.md has no lines ${BEGIN} and ${END}`)
  return `${document.slice(0, begin + BEGIN.length)}\n\n${tables()}\n\n${document.slice(end)}`
}

function tables(): string {
  const [checks, happenings, questions] = vocabulary() as [Part, Part, Part]
  return [
    table(checks, 'Holds when'),
    `What can have happened, each with \`times\` and what is named with it:`,
    table(happenings, 'Since the lesson began'),
    table(asked, 'What it says'),
    'Questions to the cluster, for predictions:',
    table(questions, 'Answer'),
  ].join('\n\n')
}

/** What can be asked of events. */
const asked: Part = {
  title: 'Field',
  entries: Object.entries(HAPPENED_FIELDS).map(([name, { value, says }]) => ({
    written: `\`${name}: ${value}\``,
    says,
  })),
}

function table({ title, entries }: Part, says: string): string {
  const rows = entries.map((entry) => `| ${entry.written} | ${entry.says} |`)
  return [`| ${title} | ${says} |`, '|---|---|', ...rows].join('\n')
}
