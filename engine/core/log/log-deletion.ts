import type { Env, Timer } from '../env/env.ts'
import { baseName, offsetName, parentOf, partitionNameOf } from './file-names.ts'
import { describe } from './log-retention.ts'
import type { Segment } from './segment.ts'

/** Takes files away as Kafka does: first the suffix `.deleted` (or `-delete` for the folder), after a delay the end. */
export class Deletions {
  private work: Promise<void> = Promise.resolve()
  private readonly timers = new Set<Timer>()

  constructor(
    private readonly env: Pick<Env, 'disk' | 'timers' | 'trace'>,
    private readonly dir: string,
  ) {}

  /** Renames all files of the segments at once, removes them after the delay. */
  segments(gone: readonly Segment[], delayMs: number): void {
    if (gone.length > 0) this.background(() => this.rename(gone, delayMs))
  }

  /** The step of {@link segments}, for one who is in the queue. */
  async rename(gone: readonly Segment[], delayMs: number, suffixes: readonly string[] = ALL_SUFFIXES): Promise<void> {
    const doomed: string[] = []
    for (const segment of gone) {
      await segment.retire()
      const stem = `${this.dir}/${offsetName(segment.baseOffset)}`
      const files = (await this.env.disk.list(`${stem}.`)).map(({ path }) => path)
      for (const path of suffixes.map((suffix) => stem + suffix).filter((one) => files.includes(one))) {
        await this.env.disk.rename(path, `${path}.deleted`)
        doomed.push(`${path}.deleted`)
      }
    }
    const names = gone.map(describe).join(',')
    const what = `[LocalLog partition=${partitionNameOf(this.dir)}, dir=${this.dir}] Deleting segment files ${names}`
    this.later(delayMs, doomed, () => this.say('LocalLog', what))
  }

  /** Renames the folder to `<topic>-<partition>.<uniqueId>-delete`, removes it after the delay. Resolves once renamed. */
  folder(uniqueId: string, delayMs: number): Promise<void> {
    const to = `${parentOf(this.dir)}/${partitionNameOf(this.dir)}.${uniqueId}-delete`
    this.background(async () => {
      const renamed: string[] = []
      for (const { path } of await this.env.disk.list(`${this.dir}/`)) {
        const target = to + path.slice(this.dir.length)
        await this.env.disk.rename(path, target)
        renamed.push(target)
      }
      this.later(delayMs, renamed, () => {})
      const message = `Log for partition ${baseName(this.dir)} is renamed to ${to} and is scheduled for deletion`
      this.env.trace.log('INFO', 'kafka.log.LogManager', message)
    })
    return this.work
  }

  /** Resolves when all renaming so far is done. */
  settled(): Promise<void> {
    return this.work
  }

  /** What still waits for its delay stays, and is removed at the next start. */
  stop(): void {
    for (const timer of this.timers) timer.cancel()
    this.timers.clear()
  }

  private later(delayMs: number, paths: readonly string[], begin: () => void): void {
    const timer = this.env.timers.after(delayMs, () => {
      this.timers.delete(timer)
      this.background(async () => {
        begin()
        for (const path of paths) await this.remove(path)
      })
    })
    this.timers.add(timer)
  }

  private async remove(path: string): Promise<void> {
    await this.env.disk.remove(path)
    const type = FILE_TYPES[path.slice(path.indexOf('.', path.lastIndexOf('/')))]
    if (type) this.say('LogSegment', `Deleted ${type} ${path}.`)
  }

  private say(part: 'LocalLog' | 'LogSegment', message: string): void {
    this.env.trace.log('INFO', `org.apache.kafka.storage.internals.log.${part}`, message)
  }

  /** Does a step once those before are done; rejects with what it failed with. */
  enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.work.then(step)
    this.work = done.catch(() => {})
    return done
  }

  private background(step: () => Promise<void>): void {
    this.enqueue(step).catch((error: Error) => {
      const message = `Error while deleting files of ${baseName(this.dir)} in dir ${parentOf(this.dir)}: ${error.message}`
      this.env.trace.log('ERROR', 'kafka.log.LogManager', message)
    })
  }
}

/** The files of a segment whose producer snapshot stays. */
export const SEGMENT_SUFFIXES: readonly string[] = ['.log', '.index', '.timeindex', '.txnindex']
const ALL_SUFFIXES = [...SEGMENT_SUFFIXES, '.snapshot']

/** What Kafka calls a segment's files. */
const FILE_TYPES: { readonly [suffix: string]: string } = {
  '.log.deleted': 'log',
  '.index.deleted': 'offset index',
  '.timeindex.deleted': 'time index',
  '.txnindex.deleted': 'transaction index',
}
