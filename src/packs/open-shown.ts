import { signal } from '@preact/signals'
import type { ShelvedLesson } from '../lessons/lesson.ts'
import type { Library } from '../lessons/library.ts'
import { LocalError } from '../session/local-error.ts'
import { openPackAt, openZip } from './open-pack.ts'
import { p, reasonText } from './words.ts'
import './opening.css'

/** How far the pack is that is being opened; null: none is. */
export const opening = signal<string | null>(null)

/** What is there sooner needs no notice, ms. */
const AT_ONCE_MS = 300

/**
 * Opens the pack at an address, shows how far it is, and lets the learner stop it. Rejects with a LocalError, also when it was
 * stopped.
 */
export function openShown(address: string, stopped: AbortController): Promise<Library<ShelvedLesson>> {
  const told = (done: number, of: number) => void (opening.value = `${done}/${of}`)
  return explained(noticed(openPackAt(address, fetch, { told, signal: stopped.signal }), stopped))
}

/** Opens a pack from a file. Rejects as {@link openShown}. */
export async function openFile(file: File): Promise<Library<ShelvedLesson>> {
  return explained(openZip(new Uint8Array(await file.arrayBuffer())))
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new LocalError(() => reasonText(message))
  }
}

/** Meanwhile a line over the page says so, where no dialog does. */
async function noticed<T>(work: Promise<T>, stopped: AbortController): Promise<T> {
  const { notice, line, button } = noticeOf(stopped)
  opening.value = ''
  let stop = () => {}
  const timer = setTimeout(() => {
    notice.append(button)
    stop = opening.subscribe((far) => (line.textContent = `${p('Opening …')} ${far}`))
  }, AT_ONCE_MS)
  try {
    return await work
  } finally {
    clearTimeout(timer)
    stop()
    notice.remove()
    opening.value = null
  }
}

/** An empty line, which is not seen, and the button that belongs beside it. */
function noticeOf(stopped: AbortController) {
  const notice = document.createElement('div')
  notice.className = 'opening-pack'
  const line = document.createElement('p')
  line.setAttribute('role', 'status')
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'secondary'
  button.textContent = p('Stop')
  button.addEventListener('click', () => stopped.abort())
  notice.append(line)
  document.body.append(notice)
  return { notice, line, button }
}
