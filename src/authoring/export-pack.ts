import { strToU8, zipSync } from 'fflate'
import { stringify } from 'yaml'
import { DRAFT, type Pack } from '../packs/pack.ts'
import type { Sources } from './draft.ts'

/** The name of a pack as it was typed; null: it cannot be called so. */
export function exportName(typed: string): string | null {
  const name = typed.trim()
  return /^[\w-]{1,64}$/.test(name) && name !== DRAFT ? name : null
}

/** The draft as the zip of a pack's folder: `pack.yaml` and the lessons. Lessons that lack a language fall back to the other. */
export function exportPack(name: string, title: string, sources: Sources): Uint8Array {
  const paths = [...sources.keys()]
  const languages = (['en', 'zh'] as const).filter((language) => paths.some((path) => path.startsWith(`${language}/`)))
  const lessons = [...new Set(paths.map((path) => path.slice(3, -'.md'.length)))].sort()
  const pack: Pack = { pack: name, title, languages, lessons }
  const files = [['pack.yaml', stringify(pack)] as const, ...filled(sources, languages, lessons)]
  return zipSync(Object.fromEntries(files.map(([path, text]) => [`${name}/${path}`, strToU8(text)])))
}

/** A pack that names a language has each lesson in it. */
function filled(sources: Sources, languages: readonly string[], lessons: readonly string[]) {
  return languages.flatMap((language) =>
    lessons.map((lesson) => {
      const path = `${language}/${lesson}.md`
      const other = sources.get(`en/${lesson}.md`) ?? sources.get(`zh/${lesson}.md`) ?? ''
      return [path, sources.get(path) ?? other] as const
    }),
  )
}
