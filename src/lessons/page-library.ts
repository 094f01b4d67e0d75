import { alone, folder, list } from 'virtual:lessons'
import type { Language } from '../session/settings.ts'
import { chinese } from '../ui/strings.ts'
import type { Term } from './glossary.ts'
import type { ReadLesson, ShelvedLesson } from './lesson.ts'
import { Library } from './library.ts'

/** The lessons that ship with the page; read when it is built (vite-entry.ts), fetched when they are opened. */
export const library = new Library<ShelvedLesson>(Object.fromEntries(Object.keys(list).flatMap(shelved)))

function shelved(id: string): [string, ShelvedLesson][] {
  const languages = (['en', 'zh'] as const).filter((language) => {
    const other = language === 'en' ? 'zh' : 'en'
    return !alone.includes(`${other}/${id}`)
  })
  return languages.map((language) => [`${language}/${id}.md`, shelvedIn(language, id)])
}

function shelvedIn(language: Language, id: string): ShelvedLesson {
  const [title, minutes, goals] = list[id] as (typeof list)[string]
  return {
    get title() {
      return (language === 'zh' && chinese()?.LESSON_TITLES[id]) || title
    },
    minutes,
    goals,
    load: () => fetched(`${language}/${id}`),
  }
}

/** The words of the course. */
export function glossary(): Promise<readonly Term[]> {
  return fetched('glossary')
}

async function fetched<T extends ReadLesson | readonly Term[]>(where: string): Promise<T> {
  const response = await fetch(new URL(`${folder}/${where}.json`, document.baseURI))
  if (!response.ok) throw new Error(`${where}: ${response.status} ${response.statusText}`)
  return response.json()
}
