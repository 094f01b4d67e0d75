import { Admin } from '../../engine/core/client/admin.ts'
import { KafkaConsumer } from '../../engine/core/client/consumer.ts'
import * as records from '../../engine/core/client/consumer-record.ts'
import * as errors from '../../engine/core/client/errors.ts'
import { KafkaProducer } from '../../engine/core/client/producer.ts'
import * as serialization from '../../engine/core/client/serialization.ts'
import * as partitions from '../../engine/core/client/topic-partition.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { compileCell } from '../notebook/compile.ts'

/** Where a cell's modules find what belongs to their run. */
const RUNS = Symbol.for('logbook.headless-cells')
const runs: Map<number, object> = ((globalThis as { [RUNS]?: Map<number, object> })[RUNS] ??= new Map())
let made = 0

/** What is wrong with the cell's code, in words; undefined when it compiles. */
export async function cellFault(code: string): Promise<string | undefined> {
  const compiled = await compileCell(code)
  return 'error' in compiled ? `line ${compiled.error.line}: ${compiled.error.text}` : undefined
}

/** Runs a cell that uses `kafka-clients` on the Env, its output dropped. Rejects with what the cell throws. */
export async function runHeadlessCell(code: string, env: Env): Promise<void> {
  const compiled = await compileCell(code)
  if ('error' in compiled) throw new Error(compiled.error.text)
  const run = made++
  const silent = { log: () => {}, info: () => {}, warn: () => {}, error: () => {}, table: () => {}, dir: () => {} }
  runs.set(run, { ...kafkaClients(env), console: silent })
  const here = `globalThis[Symbol.for('logbook.headless-cells')].get(${run})`
  const names = Object.keys(kafkaClients(env)).join(', ')
  const library = moduleOf(`export const { ${names} } = ${here}`)
  let text = compiled.cell.code
  for (const { start, end, library: name } of [...compiled.cell.imports].reverse()) {
    if (name !== 'kafka-clients') throw new Error(`${name} runs only in the page`)
    text = text.slice(0, start) + library + text.slice(end)
  }
  try {
    await import(moduleOf(`const { console } = ${here};${text}`))
  } finally {
    runs.delete(run)
  }
}

function moduleOf(text: string): string {
  return `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`
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
  return { ...records, ...errors, ...serialization, ...partitions, ...bound }
}
