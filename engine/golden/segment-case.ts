import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromUtf8 } from '../core/base/utf8.ts'
import { parseOffsets } from '../core/log/checkpoint-reader.ts'
import { LogConfig } from '../core/log/log-config.ts'
import type { Compression } from '../core/record/batch.ts'

/** The files of one folder, by path below it. */
export type Files = ReadonlyMap<string, Uint8Array>

/** One recorded case: a folder of engine/golden/data/segments. */
export class SegmentCase {
  readonly name: string
  readonly steps: readonly Step[]

  constructor(readonly folder: string) {
    this.name = folder.slice(folder.lastIndexOf('/') + 1)
    const input = JSON.parse(readFileSync(join(folder, 'input.json'), 'utf8'))
    this.steps = input.phases?.flat() ?? input.steps
  }

  /** Every partition folder of the case, such as `before/crash-plain-0`. */
  partitions(): string[] {
    return partitionsBelow(this.folder, '')
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path))
  }

  /** The files of a partition folder by name. */
  files(partition: string): Files {
    const names = readdirSync(join(this.folder, partition)).sort()
    return new Map(names.map((name) => readStored(join(this.folder, partition, name), name)))
  }

  /** The entries of a checkpoint file of a stage, `topic-partition` → offset. */
  checkpoint(path: string): Map<string, number> {
    if (!this.has(path)) return new Map()
    return parseOffsets(readFileSync(join(this.folder, path)), { path, trace: { log: () => {}, event: () => {} } })
  }

  /** The configs with which the topic was made. */
  config(topic: string): LogConfig {
    const step = this.steps.find((one) => one.op === 'createTopic' && one.topic === topic)
    return new LogConfig(new Map(Object.entries(step?.configs ?? {})))
  }
}

/** A step of input.json, as far as replays read it. */
export interface Step {
  readonly op: string
  readonly topic?: string
  readonly configs?: { readonly [name: string]: string } | null
  /** Which producer. */
  readonly p?: string
  readonly records?: readonly { readonly k: string; readonly v: string | null; readonly t: number }[]
  /** `n` records from number `from` on: key and value with the number for `%d`, timestamps `dt` apart. */
  readonly gen?: {
    readonly n: number
    readonly from?: number
    readonly k: string
    readonly v: string
    readonly t: number
    readonly dt: number
  }
  /** Of a new producer. */
  readonly id?: string
  readonly config?: { readonly 'compression.type'?: Compression }
  /** Name of a stage. */
  readonly as?: string
}

function partitionsBelow(root: string, path: string): string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true })
  if (entries.some(({ name }) => name === 'partition.metadata' || name === 'leader-epoch-checkpoint')) return [path]
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => (path ? `${path}/${name}` : name))
  return folders.flatMap((folder) => partitionsBelow(root, folder)).sort()
}

/** A file that was stored as a description of a preallocated one comes back in full. */
function readStored(path: string, name: string): [string, Uint8Array] {
  const bytes = new Uint8Array(readFileSync(path))
  if (!name.endsWith('.preallocated.txt')) return [name, bytes]
  return [name.slice(0, -'.preallocated.txt'.length), preallocated(fromUtf8(bytes))]
}

function preallocated(text: string): Uint8Array {
  const size = Number(/(\d+) bytes/.exec(text)?.[1] ?? 0)
  const prefix = /prefix[^:]*:\s*([0-9a-f]*)/i.exec(text)?.[1] ?? ''
  const bytes = new Uint8Array(size)
  bytes.set(Buffer.from(prefix, 'hex'))
  return bytes
}
