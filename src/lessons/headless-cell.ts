import { Admin } from '../../engine/core/client/admin.ts'
import { KafkaConsumer } from '../../engine/core/client/consumer.ts'
import * as records from '../../engine/core/client/consumer-record.ts'
import * as errors from '../../engine/core/client/errors.ts'
import * as javaNames from '../../engine/core/client/java-names.ts'
import { KafkaProducer } from '../../engine/core/client/producer.ts'
import * as serialization from '../../engine/core/client/serialization.ts'
import * as partitions from '../../engine/core/client/topic-partition.ts'
import type { Env, Timer } from '../../engine/core/env/env.ts'
import { compileCell } from '../notebook/compile.ts'
import { dateOf } from '../notebook/sandbox/cell-time.ts'
import { SANDBOX_ENV } from '../notebook/sandbox/env-key.ts'
import type { CompiledCell, Library } from '../notebook/sandbox/messages.ts'

/** Where a cell's modules find what belongs to their run. */
const RUNS = Symbol.for('logbook.headless-cells')
const runs: Map<number, object> = ((globalThis as { [RUNS]?: Map<number, object> })[RUNS] ??= new Map())
let made = 0

let kafkajs: (() => Promise<string>) | undefined

/** From where proofs have the text of the module `kafkajs`: a bundler under Node, the page for its sandbox. */
export function provideKafkajs(load: () => Promise<string>): void {
  let text: Promise<string> | undefined
  kafkajs = () => (text ??= load())
}

/** What shadows a module's globals: console and time are the run's. */
const GLOBALS = 'console, Date, performance, setTimeout, clearTimeout, setInterval, clearInterval'

/**
 * Loads a cell, which takes real time, and gives what runs it on the Env, its output dropped. Running rejects with what
 * the cell throws.
 */
export async function loadHeadlessCell(code: string, env: Env): Promise<() => Promise<void>> {
  const compiled = await compileCell(code)
  if ('error' in compiled) throw new Error(compiled.error.text)
  const run = made++
  const loaded = signal()
  const go = signal()
  const clients = kafkaClients(env)
  const global = sandboxGlobal(env)
  runs.set(run, {
    ...clients,
    console: SILENT,
    ...timersOf(env),
    ...clocksOf(env),
    Math: Object.create(Math, { random: { value: () => env.random.float() } }),
    global,
    loaded: loaded.give,
    go: go.given,
  })
  const here = `globalThis[Symbol.for('logbook.headless-cells')].get(${run})`
  const libraries = {
    'kafka-clients': moduleOf(`export const { ${Object.keys(clients).join(', ')} } = ${here}`),
    kafkajs: usesKafkajs(compiled.cell) ? moduleOf(await kafkajsFor(run)) : '',
  }
  const ended = import(
    moduleOf(
      `const { ${GLOBALS} } = ${here}, { Buffer } = ${here}.global;${here}.loaded();await ${here}.go;${linked(compiled.cell, libraries)}`,
    )
  )
  const done = ended.finally(() => runs.delete(run))
  await Promise.race([loaded.given, done])
  return async () => {
    go.give()
    await done
  }
}

function usesKafkajs({ imports }: CompiledCell): boolean {
  return imports.some(({ library }) => library === 'kafkajs')
}

/** The library's own text, over the run's network and time: as in the sandbox, where they are the worker's. */
async function kafkajsFor(run: number): Promise<string> {
  if (!kafkajs) throw new Error('kafkajs is not here')
  const here = `(typeof self === 'object' ? self : global)[Symbol.for('logbook.headless-cells')].get(${run})`
  return `const { ${GLOBALS}, Math, global: globalThis } = ${here};${await kafkajs()}\n//# sourceURL=kafkajs.js`
}

/** What a library takes for the global object: the Env is found there, and Buffer is left there. */
function sandboxGlobal(env: Env): object {
  const own: { [name: PropertyKey]: unknown } = { [SANDBOX_ENV]: env }
  return new Proxy(globalThis, {
    get: (all, name) => (name in own ? own[name] : Reflect.get(all, name)),
    set(_, name, value) {
      own[name] = value
      return true
    },
  })
}

const SILENT = {
  log: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  debug: () => {},
  table: () => {},
  dir: () => {},
  chart: () => {},
}

/** The time of cells is the Env's. */
function clocksOf({ clock }: Env) {
  return { Date: dateOf(clock), performance: { now: () => clock.monotonic() } }
}

/** The timers of cells, in the Env's time. */
function timersOf({ timers }: Env) {
  const pending = new Map<number, Timer>()
  let made = 0
  const start = (run: () => void, ms: number, about: { readonly repeats: boolean }) => {
    const id = ++made
    const wait = () => {
      const fire = () => {
        pending.delete(id)
        if (about.repeats) wait()
        run()
      }
      // At least a millisecond, as in Node: kafkajs asks for negative times over and over.
      pending.set(id, timers.after(Math.max(1, ms), fire))
    }
    wait()
    return id
  }
  const clear = (id: number) => {
    pending.get(id)?.cancel()
    pending.delete(id)
  }
  return {
    setTimeout: (run: () => void, ms = 0) => start(run, ms, { repeats: false }),
    setInterval: (run: () => void, ms = 0) => start(run, ms, { repeats: true }),
    clearTimeout: clear,
    clearInterval: clear,
  }
}

function signal(): { readonly given: Promise<void>; give(): void } {
  let give: () => void = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give }
}

function linked({ code, imports }: CompiledCell, libraries: { readonly [name in Library]: string }): string {
  let text = code
  for (const { start, end, library } of [...imports].reverse())
    text = text.slice(0, start) + libraries[library] + text.slice(end)
  return text
}

/** An address from which a module with this text is imported: Node imports no blobs, a worker of an opaque origin no data. */
function moduleOf(text: string): string {
  const isNode = typeof process !== 'undefined' && process.versions?.node !== undefined
  return isNode
    ? `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`
    : URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
}

/** The package `kafka-clients` of cells, on a given Env. */
function kafkaClients(env: Env): { readonly [name: string]: unknown } {
  const bound = {
    KafkaProducer: class extends KafkaProducer {
      constructor(config: ConstructorParameters<typeof KafkaProducer>[0]) {
        super(config, env)
      }
    },
    KafkaConsumer: class extends KafkaConsumer {
      constructor(config: ConstructorParameters<typeof KafkaConsumer>[0]) {
        super(config, env)
      }
    },
    Admin: class extends Admin {
      constructor(config: ConstructorParameters<typeof Admin>[0]) {
        super(config, env)
      }
    },
  }
  return { ...records, ...errors, ...serialization, ...partitions, ...javaNames, ...bound }
}
