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
import type { CompiledCell } from '../notebook/sandbox/messages.ts'

/** Where a cell's modules find what belongs to their run. */
const RUNS = Symbol.for('logbook.headless-cells')
const runs: Map<number, object> = ((globalThis as { [RUNS]?: Map<number, object> })[RUNS] ??= new Map())
let made = 0

/** What is wrong with the cell's code, in words; undefined when it compiles. */
export async function cellFault(code: string): Promise<string | undefined> {
  const compiled = await compileCell(code)
  return 'error' in compiled ? `line ${compiled.error.line}: ${compiled.error.text}` : undefined
}

/**
 * Loads a cell that uses `kafka-clients`, which takes real time, and gives what runs it on the Env, its output dropped.
 * Running rejects with what the cell throws.
 */
export async function loadHeadlessCell(code: string, env: Env): Promise<() => Promise<void>> {
  const compiled = await compileCell(code)
  if ('error' in compiled) throw new Error(compiled.error.text)
  const run = made++
  const loaded = signal()
  const go = signal()
  runs.set(run, {
    ...kafkaClients(env),
    console: SILENT,
    ...timersOf(env),
    ...clocksOf(env),
    loaded: loaded.give,
    go: go.given,
  })
  const here = `globalThis[Symbol.for('logbook.headless-cells')].get(${run})`
  const library = moduleOf(`export const { ${Object.keys(kafkaClients(env)).join(', ')} } = ${here}`)
  const ended = import(
    moduleOf(
      `const { console, Date, performance, setTimeout, clearTimeout, setInterval, clearInterval } = ${here};${here}.loaded();await ${here}.go;${linked(compiled.cell, library)}`,
    )
  )
  const done = ended.finally(() => runs.delete(run))
  await Promise.race([loaded.given, done])
  return async () => {
    go.give()
    await done
  }
}

const SILENT = {
  log: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
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
      pending.set(id, timers.after(ms, fire))
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

function linked({ code, imports }: CompiledCell, library: string): string {
  let text = code
  for (const { start, end, library: name } of [...imports].reverse()) {
    if (name !== 'kafka-clients') throw new Error(`${name} runs only in the page`)
    text = text.slice(0, start) + library + text.slice(end)
  }
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
