import type { Check } from './check.ts'
import { CHECK } from './check-shape.ts'
import { unknown } from './nearest.ts'
import { parseQuery } from './query.ts'
import { fields, isMap, list, oneOf, type Shape, text } from './shape.ts'

/** More than anybody chooses among; a lesson may be anybody's. */
const MOST_OPTIONS = 50

/** A prediction as it is written. */
export type RawQuiz = { readonly question: string; readonly why: string; readonly after: Check } & (
  | { readonly kind: 'number'; readonly answer: string }
  | { readonly kind: 'choice'; readonly options: readonly { readonly text: string; readonly when: Check }[] }
)

const query: Shape = (value, path, report) => {
  const parsed = parseQuery(String(value))
  if ('fault' in parsed) report(path, parsed.fault)
}

const QUIZ_OF: { readonly [kind: string]: Shape } = {
  number: fields({
    question: { shape: text, required: true },
    kind: { shape: oneOf('number', 'choice'), required: true },
    answer: { shape: query, required: true },
    after: { shape: CHECK, required: true },
    why: { shape: text, required: true },
  }),
  choice: fields({
    question: { shape: text, required: true },
    kind: { shape: oneOf('number', 'choice'), required: true },
    options: {
      shape: list(
        fields({ text: { shape: text, required: true }, when: { shape: CHECK, required: true } }),
        MOST_OPTIONS,
      ),
      required: true,
    },
    after: { shape: CHECK, required: true },
    why: { shape: text, required: true },
  }),
}

/** What a `quiz` fence says. */
export const quizShape: Shape = (value, path, report) => {
  const kind = (value as { kind?: unknown } | null)?.kind
  if (isMap(value) && kind === undefined)
    return report(path, `missing field: kind (${Object.keys(QUIZ_OF).join(' or ')})`)
  const shape = QUIZ_OF[String(kind)]
  if (shape) shape(value, path, report)
  else report([...path, 'kind'], unknown('kind', String(kind), Object.keys(QUIZ_OF)))
}
