/** The frame around the workers of cells: made when one is first needed, and anew when the browser has ended it. */
import { receivedFromFrame } from './received.ts'
import type { FromFrame, ToFrame } from './sandbox/messages.ts'

/** The frame is asked every so often whether it is there, ms. */
const BEAT_MS = 2000

/** So many questions in a row that it leaves unanswered are its end. Its workers, whatever they do, do not keep it from answering. */
const MOST_SILENT = 5

/** Makes the frame and gives the way to it. `gone` is called once, when the browser has ended it. */
export function openFrame(heard: (message: FromFrame) => void, gone: () => void): Promise<MessagePort> {
  return new Promise((resolve) => {
    const element = document.createElement('iframe')
    element.setAttribute('sandbox', 'allow-scripts')
    element.title = 'Sandbox of the cells'
    element.hidden = true
    element.src = new URL('runner.html', document.baseURI).href
    element.onload = () => {
      const { port1, port2 } = new MessageChannel()
      watch(port1, heard, () => {
        element.remove()
        gone()
      })
      element.contentWindow?.postMessage(null, '*', [port2])
      resolve(port1)
    }
    document.body.append(element)
  })
}

/** A browser that gives the frame a process of its own ends that alone when its memory is used up, and tells nobody. */
function watch(port: MessagePort, heard: (message: FromFrame) => void, gone: () => void): void {
  let silent = 0
  const beat = setInterval(() => {
    if (++silent <= MOST_SILENT) return port.postMessage({ type: 'beat' } satisfies ToFrame)
    clearInterval(beat)
    port.close()
    gone()
  }, BEAT_MS)
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    silent = 0
    const message = receivedFromFrame(data)
    if (message) heard(message)
  }
}
