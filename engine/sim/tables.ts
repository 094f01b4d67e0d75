/**
 * Writers that change and delete the keys of a compacted topic, and what must be left of them: what any replica then has is
 * compared with what was acknowledged. No value is lost, no key comes back.
 */
import { fromUtf8 } from '../core/base/utf8.ts'
import { KafkaProducer } from '../core/client/producer.ts'
import { sleep } from '../core/client/timing.ts'
import type { Log } from '../core/log/log.ts'
import { batchesIn, recordsIn } from '../core/record/batch.ts'
import { bootstrap, clientEnv, type Room } from './clients.ts'
import type { SimEnv } from './env.ts'
import { partitionsOf } from './inspect.ts'
import type { SimNode } from './node.ts'
import type { SeededRandom } from './random.ts'
import type { TablePlan } from './table-plan.ts'

export const TABLE = 'table'
const WRITES_BEFORE_OTHER_KEYS = 25

/** One write of a key: where it is, when that was told. */
interface Version {
  readonly isTombstone: boolean
  offset: number | null
}

/** What was written to each key, in order. */
export class TableModel {
  private readonly keys = new Map<string, Version[]>()

  /** Gives the version's number. */
  sent(key: string, isTombstone: boolean): number {
    const versions = this.keys.get(key) ?? []
    this.keys.set(key, versions)
    versions.push({ isTombstone, offset: null })
    return versions.length - 1
  }

  acknowledged(key: string, version: number, offset: number): void {
    const known = this.keys.get(key)?.[version]
    if (known) known.offset = offset
  }

  /** What contradicts what was promised, in one partition as one replica has it. */
  check(about: string, found: ReadonlyMap<string, Found>, isHere: (key: string) => boolean): string[] {
    const invented = [...found.keys()].filter((key) => !this.keys.has(key)).map((key) => `${about} has ${key}`)
    const wrong = [...this.keys].flatMap(([key, versions]) => {
      const problem = isHere(key) ? whatIsWrong(versions, found.get(key)) : null
      return problem === null ? [] : [`${about}: ${key} ${problem}`]
    })
    return [...invented, ...wrong]
  }
}

/** The last value of a key in a log. */
export interface Found {
  readonly version: number
  readonly offset: number
}

function whatIsWrong(versions: readonly Version[], found: Found | undefined): string | null {
  const last = versions.findLastIndex(({ offset }) => offset !== null)
  const promised = last >= 0 ? `version ${last} was acknowledged at ${versions[last]?.offset}` : ''
  if (!found) {
    const deleted = versions.findLastIndex(({ isTombstone }) => isTombstone)
    return last < 0 || deleted >= last ? null : `is lost: ${promised}`
  }
  const { version, offset } = found
  const what = `version ${version} at ${offset}`
  if (version < last)
    return versions[last]?.isTombstone ? `is back: ${what}, ${promised}` : `is old: ${what}, ${promised}`
  const told = versions[version]?.offset ?? offset
  return told === offset ? null : `is ${what}, which was told to be at ${told}`
}

/** Changes keys of its own, now and then deletes one, until it is told to finish. */
export class TableWriter {
  private readonly env: SimEnv
  private readonly producer: KafkaProducer
  private readonly random: SeededRandom
  private writing = true
  private written = 0

  constructor(
    private readonly room: Room,
    private readonly plan: TablePlan,
    private readonly model: TableModel,
    readonly name: string,
  ) {
    this.env = clientEnv(room, name)
    this.random = room.random.fork()
    const config = {
      'bootstrap.servers': bootstrap(room),
      'client.id': name,
      acks: 'all',
      'linger.ms': this.random.pick([0, 5, 50]),
      'batch.size': this.random.pick([200, 1000]),
      'compression.type': this.random.pick(['none', 'none', 'gzip']),
      'request.timeout.ms': 5000,
    }
    this.producer = new KafkaProducer(config, this.env)
    void this.run()
  }

  private async run(): Promise<void> {
    while (this.writing) {
      for (let count = this.random.between(1, 8); count > 0; count--) this.write()
      await sleep(this.env, this.random.between(1, 500))
    }
  }

  private write(): void {
    const { random, plan, model, room } = this
    const number = random.between(0, plan.keys - 1)
    // Keys are left alone after a while: what became of their last value is seen at the end.
    const key = `${this.name}/${Math.floor(this.written++ / WRITES_BEFORE_OTHER_KEYS)}/${number}`
    const isTombstone = random.chance(0.25)
    const version = model.sent(key, isTombstone)
    const value = isTombstone ? null : `${version} ${'.'.repeat(random.between(0, 60))}`
    const refused = (error: Error) =>
      room.trace.log('SIM', this.name, `${key} ${version} was refused: ${error.message}`)
    this.producer
      .send({ topic: TABLE, partition: number % plan.partitions, key, value })
      .then(({ offset }) => model.acknowledged(key, version, offset), refused)
  }

  /** Resolves when every record that it was given is settled. */
  async finish(): Promise<void> {
    this.writing = false
    await this.producer.close()
  }
}

/** What contradicts the model in any replica of the table, as its log has it. Rejects with DiskError when a node dies. */
export async function checkTables(nodes: readonly SimNode[], model: TableModel, plan: TablePlan): Promise<string[]> {
  const problems: string[] = []
  for (const { name, server } of nodes)
    for (const { topic, index, log } of server ? partitionsOf(server) : []) {
      if (topic !== TABLE) continue
      const isHere = (key: string) => Number(key.split('/')[2]) % plan.partitions === index
      problems.push(...model.check(`${name} ${TABLE}-${index}`, await tableOf(log), isHere))
    }
  return problems
}

async function tableOf(log: Log): Promise<Map<string, Found>> {
  const table = new Map<string, Found>()
  for (let offset = log.logStartOffset; offset < log.logEndOffset; ) {
    const { bytes } = await log.read({ offset, upTo: log.logEndOffset, maxBytes: 100_000, minOneBatch: true })
    if (bytes.length === 0) break
    for (const { header, bytes: batch } of batchesIn(bytes)) {
      for (const record of recordsIn(batch)) {
        const key = fromUtf8(record.key ?? new Uint8Array(0))
        if (record.value === null) table.delete(key)
        else table.set(key, { version: Number.parseInt(fromUtf8(record.value), 10), offset: record.offset })
      }
      offset = header.lastOffset + 1
    }
  }
  return table
}
