import type { Language } from '../session/settings.ts'
import type { Lesson } from './lesson.ts'
import { fields, list, type Shape, text } from './shape.ts'
import { readYaml, type YamlFault } from './yaml-source.ts'

/** A term, what it means, and the lessons in which it is seen. */
export interface Term {
  readonly en: string
  readonly zh: string
  readonly also: readonly string[]
  readonly means: { readonly [language in Language]: string }
  /** Ids of lessons. */
  readonly seen: readonly string[]
}

interface RawTerm {
  readonly en: string
  readonly zh: string
  readonly also?: readonly string[]
  readonly means: string
  readonly zhMeans: string
}

const TERMS: Shape = list(
  fields({
    en: { shape: text, required: true },
    zh: { shape: text, required: true },
    also: { shape: list(text) },
    means: { shape: text, required: true },
    zhMeans: { shape: text, required: true },
  }),
)

/** Reads `glossary.yaml` and finds where each term is taught. `lessons`: id and lesson, in any languages. */
export function readGlossary(
  source: string,
  lessons: readonly (readonly [id: string, lesson: Pick<Lesson, 'teaches'>])[],
  fault: YamlFault,
): Term[] {
  const raw = (readYaml(source, TERMS, fault) as readonly RawTerm[] | undefined) ?? []
  return raw.map(({ en, zh, also = [], means, zhMeans }) => {
    const names = [en, zh, ...also]
    const seen = lessons.filter(([, { teaches }]) => teaches.some((term) => names.includes(term))).map(([id]) => id)
    return { en, zh, also, means: { en: means, zh: zhMeans }, seen: [...new Set(seen)] }
  })
}

/** Terms that lessons teach and the glossary lacks, and terms that no lesson teaches. */
export function glossaryFaults(
  terms: readonly Term[],
  lessons: readonly (readonly [id: string, lesson: Pick<Lesson, 'teaches'>])[],
): string[] {
  const known = new Set(terms.flatMap(({ en, zh, also }) => [en, zh, ...also]))
  const unknown = lessons.flatMap(([id, { teaches }]) =>
    teaches.filter((term) => !known.has(term)).map((term) => `lessons/glossary.yaml lacks ${term} (${id})`),
  )
  const unseen = terms
    .filter(({ seen }) => !lessons.some(([id]) => seen.includes(id)))
    .map(({ en }) => `no lesson teaches ${en}`)
  return [...unknown, ...unseen]
}
