/** The script of runner.html: makes and ends the workers of cells. It holds nothing, and does nothing unless its origin is opaque. */
import { MOST_LAST_WORDS } from './bounds.ts'
import type { FromFrame, Library, Start, ToFrame } from './messages.ts'
import { isOpaque } from './opaque.ts'

const workers = new Map<number, Worker>()
/** Addresses of the workers' scripts, which are the same for all runs. */
const scripts = new Map<string, string>()
const libraries: { [library in Library]?: string } = {}

if (isOpaque() && parent !== window) addEventListener('message', begin)

/** Serves whoever made the frame, by the first port that comes from there; nobody else who found the window. */
function begin({ source, ports: [page] }: MessageEvent): void {
  if (source !== parent || !page) return
  removeEventListener('message', begin)
  page.onmessage = (event: MessageEvent<ToFrame>) => receive(page, event.data, event.ports)
}

function receive(page: MessagePort, message: ToFrame, ports: readonly MessagePort[]): void {
  if (message.type === 'library') libraries[message.library] = addressOf(message.text)
  else if (message.type === 'run') start(page, message, { cell: message.cell, libraries } satisfies Start, ports)
  else if (message.type === 'job') start(page, message, message.input, ports)
  else if (message.type === 'beat') page.postMessage({ type: 'alive' } satisfies FromFrame)
  else end(message.run)
}

function end(run: number): void {
  workers.get(run)?.terminate()
  workers.delete(run)
}

/** A classic worker: a module worker made from a blob does not start in an opaque origin. */
function start(
  page: MessagePort,
  { run, worker: script }: ToFrame & { type: 'run' | 'job' },
  first: unknown,
  ports: readonly MessagePort[],
): void {
  const address = scripts.get(script) ?? addressOf(script)
  scripts.set(script, address)
  const worker = new Worker(address)
  workers.set(run, worker)
  worker.onerror = (event) => {
    end(run)
    page.postMessage({ type: 'crashed', run, message: event.message.slice(0, MOST_LAST_WORDS) } satisfies FromFrame)
  }
  worker.postMessage(first, [...ports])
}

function addressOf(script: string): string {
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
}
