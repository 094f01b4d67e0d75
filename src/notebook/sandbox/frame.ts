/** The script of runner.html: makes and ends the workers of cells. It holds nothing and its origin is opaque. */
import type { FromFrame, Library, Start, ToFrame } from './messages.ts'

const workers = new Map<number, Worker>()
/** The script of workers, which is the same for all runs. */
let workerAddress: string | undefined
const libraries: { [library in Library]?: string } = {}

addEventListener(
  'message',
  ({ ports: [page] }) => {
    if (page) page.onmessage = (event: MessageEvent<ToFrame>) => receive(page, event.data, event.ports)
  },
  { once: true },
)

function receive(page: MessagePort, message: ToFrame, ports: readonly MessagePort[]): void {
  if (message.type === 'library') libraries[message.library] = addressOf(message.text)
  else if (message.type === 'run') run(page, message, ports)
  else {
    workers.get(message.run)?.terminate()
    workers.delete(message.run)
  }
}

/** A classic worker: a module worker made from a blob does not start in an opaque origin. */
function run(page: MessagePort, message: ToFrame & { type: 'run' }, ports: readonly MessagePort[]): void {
  workerAddress ??= addressOf(message.worker)
  const worker = new Worker(workerAddress)
  workers.set(message.run, worker)
  worker.onerror = (event) => {
    page.postMessage({ type: 'crashed', run: message.run, message: event.message } satisfies FromFrame)
  }
  worker.postMessage({ cell: message.cell, libraries } satisfies Start, [...ports])
}

function addressOf(script: string): string {
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
}
