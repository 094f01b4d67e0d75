import { signal } from '@preact/signals'
import type { ShelvedLesson } from '../lessons/lesson.ts'
import type { Library } from '../lessons/library.ts'
import { openPackAt, openZip } from './open-pack.ts'
import { p, reasonText } from './words.ts'
import './opening.css'

/** How far the pack is that is being opened; null: none is. */
export const opening = signal<string | null>(null)

/** What is there sooner needs no notice, ms. */
const AT_ONCE_MS = 300

/** Opens the pack at an address, and shows how far it is. Rejects with the reason in the learner's language. */
export function openShown(address: string): Promise<Library<ShelvedLesson>> {
  return explained(noticed(openPackAt(address, fetch, (done, of) => (opening.value = `${done}/${of}`))))
}

/** Opens a pack from a file. Rejects as {@link openShown}. */
export async function openFile(file: File): Promise<Library<ShelvedLesson>> {
  return explained(openZip(new Uint8Array(await file.arrayBuffer())))
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new Error(reasonText(error instanceof Error ? error.message : String(error)))
  }
}

/** Meanwhile a line over the page says so, where no dialog does. */
async function noticed<T>(work: Promise<T>): Promise<T> {
  const line = document.createElement('p')
  line.className = 'opening-pack'
  line.setAttribute('role', 'status')
  document.body.append(line)
  opening.value = ''
  let stop = () => {}
  const timer = setTimeout(() => {
    stop = opening.subscribe((far) => (line.textContent = `${p('Opening …')} ${far}`))
  }, AT_ONCE_MS)
  try {
    return await work
  } finally {
    clearTimeout(timer)
    stop()
    line.remove()
    opening.value = null
  }
}
