import { folder, list } from 'virtual:lessons'
import type { Term } from './glossary.ts'
import type { ReadLesson, ShelvedLesson } from './lesson.ts'
import { Library } from './library.ts'

/** The lessons that ship with the page; read when it is built (vite-entry.ts), fetched when they are opened. */
export const library = new Library<ShelvedLesson>(
  Object.fromEntries(
    Object.entries(list).map(([where, [title, minutes, goals]]) => [
      `${where}.md`,
      { title, minutes, goals, load: () => fetched(where) },
    ]),
  ),
)

/** The words of the course. */
export function glossary(): Promise<readonly Term[]> {
  return fetched('glossary')
}

async function fetched<T extends ReadLesson | readonly Term[]>(where: string): Promise<T> {
  const response = await fetch(new URL(`${folder}/${where}.json`, document.baseURI))
  if (!response.ok) throw new Error(`${where}: ${response.status} ${response.statusText}`)
  return response.json()
}
