/** The worker of one run of a cell: a classic script, started by the frame with the cell, its network and its page. */
import type { Env } from '../../../engine/core/env/env.ts'
import { sandboxEnv } from '../../cluster/sandbox-env.ts'
import { cellError, type LinkedImport } from './cell-error.ts'
import { cellClock, followPage, timeGlobals } from './cell-time.ts'
import { cellConsole } from './console.ts'
import { SANDBOX_ENV } from './env-key.ts'
import { Liveness } from './liveness.ts'
import type { CompiledCell, FromWorker, OutputItem, Start } from './messages.ts'
import { isOpaque } from './opaque.ts'
import { Output } from './output.ts'

const native = {
  setTimeout: setTimeout.bind(globalThis),
  clearTimeout: clearTimeout.bind(globalThis) as (id: unknown) => void,
  now: performance.now.bind(performance),
  wall: Date.now,
}
const after = (ms: number, run: () => void) => void native.setTimeout(run, ms)

addEventListener('message', (event: MessageEvent<Start>) => {
  const [network, page] = event.ports
  if (isOpaque() && network && page) void start(event.data, network, page)
})

async function start({ cell, libraries }: Start, network: MessagePort, page: MessagePort): Promise<void> {
  const tell = (message: FromWorker) => page.postMessage(message)
  const output = new Output(
    (items) => tell({ type: 'output', items }),
    (run) => after(16, run),
  )
  const idle = () => {
    output.flush()
    tell({ type: 'idle' })
  }
  const liveness = new Liveness(idle, after)
  const clock = cellClock({ ...native, monotonic: native.now })
  const knowsTheTime = followPage(clock, page)
  const env = sandboxEnv(network, clock, {
    connections: (open) => liveness.connectionsChanged(open),
    log: (level, logger, message) => {
      const line = logLine(level, logger, message)
      if (line) output.add(line)
    },
  })
  await knowsTheTime
  prepareGlobals(env, output, () => Math.floor(clock.wall()))
  Object.assign(globalThis, timeGlobals(clock, liveness))
  const module = URL.createObjectURL(new Blob([linked(cell, libraries)], { type: 'text/javascript' }))
  const imports = linkedImports(cell, libraries)
  const failed = (error: unknown) => output.add(cellError(error, module, imports))
  addEventListener('error', (event) => {
    event.preventDefault()
    failed(event.error ?? new Error(event.message))
  })
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault()
    failed(event.reason)
  })
  const began = native.now()
  const ok = await import(module).then(
    () => true,
    (error: unknown) => {
      failed(error)
      return false
    },
  )
  output.flush()
  tell({ type: 'finished', ms: native.now() - began, failed: !ok })
  liveness.finish()
}

function linkedImports({ code, imports }: CompiledCell, libraries: Start['libraries']): LinkedImport[] {
  return imports.map(({ start, library }) => ({
    name: library,
    address: libraries[library] ?? '',
    line: code.slice(0, start).split('\n').length,
  }))
}

/** Warnings of the clients are shown as Java's log would show them; what is less is left out. */
function logLine(level: string, logger: string, message: string): OutputItem | undefined {
  if (level === 'DEBUG' || level === 'INFO') return undefined
  return { kind: 'text', level: level === 'WARN' ? 'warn' : 'error', text: `${level} ${message} (${logger})` }
}

/** The cell's code with the libraries' addresses for their names. */
function linked({ code, imports }: CompiledCell, libraries: Start['libraries']): string {
  let result = ''
  let at = 0
  for (const { start, end, library } of imports) {
    result += code.slice(at, start) + libraries[library]
    at = end
  }
  return result + code.slice(at)
}

function prepareGlobals(env: Env, output: Output, wall: () => number): void {
  Object.assign(
    console,
    cellConsole((item) => output.add(item), native.now, wall),
  )
  Object.defineProperty(globalThis, SANDBOX_ENV, { value: env })
}
