/** Runs cells in the sandbox: a frame of an opaque origin that may reach nothing, and in it a worker for each run. */
import type { ReadonlySignal } from '@preact/signals'
import type { TimeSetting } from '../../engine/core/env/adjustable-clock.ts'
import { Allowance, received } from './received.ts'
import type { CompiledCell, FromWorker, Library, ToFrame } from './sandbox/messages.ts'
import { openFrame } from './sandbox-frame.ts'
import { n } from './words.ts'

/** What becomes of a run. */
export interface RunListener {
  readonly message: (message: FromWorker) => void
  /** The worker could not start or died. */
  readonly crashed: (message: string) => void
}

/** A network for one run, from the page's switch. */
export interface Plug {
  readonly port: MessagePort
  readonly unplug: () => void
}

/** A run that goes on. `end` terminates its worker, whatever it does, and closes its connections. */
export interface Run {
  end(): void
}

const SCRIPTS: { readonly [library in Library]: () => Promise<{ default: string }> } = {
  'kafka-clients': () => import('./libraries/kafka-clients.ts?module'),
  kafkajs: () => import('./libraries/kafkajs.ts?module'),
}

/** More than a run's console sends (`Output`), which whoever gets hold of its port can pass by. */
const MOST_MESSAGES = 10_000

const MEMORY =
  'The browser ended the sandbox of the cells: most likely a cell took more memory than the browser gives it. The page and the brokers go on, and the cell can be run again.'

let frame: Promise<MessagePort> | undefined
const delivered = new Map<Library, Promise<void>>()
const listeners = new Map<number, RunListener>()
let runs = 0

/** Starts a cell, which lives by `time`. The sandbox and the libraries are loaded when a cell first needs them. */
export async function startRun(
  cell: CompiledCell,
  { plug, time }: { plug: Plug; time: ReadonlySignal<TimeSetting> },
  listener: RunListener,
): Promise<Run> {
  const [port, { default: worker }] = await Promise.all([connectFrame(), import('./sandbox/worker.ts?script')])
  await Promise.all(cell.imports.map(({ library }) => deliver(port, library)))
  const run = ++runs
  const { port1, port2 } = new MessageChannel()
  let heard = 0
  const allowance = new Allowance()
  port1.onmessage = (event: MessageEvent<unknown>) => {
    if (++heard > MOST_MESSAGES) return flooded()
    const message = received(event.data, allowance)
    if (message) listener.message(message)
    if (allowance.isUsedUp) flooded()
  }
  listeners.set(run, listener)
  port.postMessage({ type: 'run', run, worker, cell } satisfies ToFrame, [plug.port, port2])
  const follow = time.subscribe((setting) => port1.postMessage(setting))
  const end = () => {
    follow()
    port.postMessage({ type: 'end', run } satisfies ToFrame)
    listeners.delete(run)
    port1.close()
    plug.unplug()
  }
  const flooded = () => {
    end()
    listener.crashed(n('It sent the page more than the console of a cell ever does, and was ended.'))
  }
  return { end }
}

/**
 * Starts a script of ours that is to run what nobody trusts, in a worker of the sandbox. `heard` gets what it posts, which is as little to be
 * trusted; it gets null when the worker died. Gives what ends it.
 */
export async function startJob(worker: string, input: unknown, heard: (message: unknown) => void): Promise<() => void> {
  const port = await connectFrame()
  const run = ++runs
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = (event: MessageEvent<unknown>) => heard(event.data)
  listeners.set(run, { message: () => {}, crashed: () => heard(null) })
  port.postMessage({ type: 'job', run, worker, input } satisfies ToFrame, [port2])
  return () => {
    port.postMessage({ type: 'end', run } satisfies ToFrame)
    listeners.delete(run)
    port1.close()
  }
}

function connectFrame(): Promise<MessagePort> {
  frame ??= openFrame((message) => {
    if (message.type === 'crashed') listeners.get(message.run)?.crashed(message.message)
  }, frameIsGone)
  return frame
}

/** All runs ended with it; the next one gets another. */
function frameIsGone(): void {
  frame = undefined
  delivered.clear()
  for (const listener of [...listeners.values()]) listener.crashed(n(MEMORY))
}

function deliver(port: MessagePort, library: Library): Promise<void> {
  const under = delivered.get(library)
  if (under) return under
  const delivery = SCRIPTS[library]().then(({ default: text }) => {
    port.postMessage({ type: 'library', library, text } satisfies ToFrame)
  })
  // A failed load (offline, say) is tried again by the next run.
  delivered.set(library, delivery)
  delivery.catch(() => delivered.delete(library))
  return delivery
}
