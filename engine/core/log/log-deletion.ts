import type { Env, Timer } from '../env/env.ts'
import { baseName, offsetName, parentOf, partitionNameOf } from './file-names.ts'
import type { Segment } from './segment.ts'

/** Takes files away as Kafka does: first the suffix `.deleted` (or `-delete` for the folder), after a delay the end. */
export class Deletions {
  private work: Promise<void> = Promise.resolve()
  private readonly timers = new Set<Timer>()

  constructor(
    private readonly env: Pick<Env, 'disk' | 'timers' | 'trace'>,
    private readonly dir: string,
  ) {}

  /** Renames all files of the segment at once, removes them after the delay. */
  segment(segment: Segment, delayMs: number): void {
    this.background(() => this.rename(segment, delayMs, true))
  }

  /** The step of {@link segment}, for one who is in the queue; `withSnapshot`: the producer snapshot of its base goes too. */
  async rename(segment: Segment, delayMs: number, withSnapshot: boolean): Promise<void> {
    await segment.retire()
    const stem = `${this.dir}/${offsetName(segment.baseOffset)}`
    const suffixes = [...SEGMENT_SUFFIXES, ...(withSnapshot ? ['.snapshot'] : [])]
    const files = (await this.env.disk.list(`${stem}.`)).map(({ path }) => path)
    const doomed = suffixes.map((suffix) => stem + suffix).filter((path) => files.includes(path))
    for (const path of doomed) await this.env.disk.rename(path, `${path}.deleted`)
    this.later(
      delayMs,
      doomed.map((path) => `${path}.deleted`),
    )
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
      this.later(delayMs, renamed)
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

  private later(delayMs: number, paths: readonly string[]): void {
    const timer = this.env.timers.after(delayMs, () => {
      this.timers.delete(timer)
      this.background(async () => {
        for (const path of paths) await this.env.disk.remove(path)
      })
    })
    this.timers.add(timer)
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

const SEGMENT_SUFFIXES: readonly string[] = ['.log', '.index', '.timeindex', '.txnindex']
