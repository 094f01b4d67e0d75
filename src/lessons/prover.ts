import { type ChildProcess, fork } from 'node:child_process'
import { extname, join } from 'node:path'
import type { Proof, Thoroughness } from './prove.ts'
import type { FromProver } from './prove-worker.ts'

/** Beside this file, and built as it is built. */
const WORKER = join(import.meta.dirname, `prove-worker${extname(import.meta.filename)}`)
/** A single step takes a second or two; one that takes so long, or so much, does not end. */
const PATIENCE_MS = 60_000
const HEAP_MB = 1500
/** Messages die young: with room for them, a quarter of the time goes. */
const YOUNG_MB = 64

/** Proves lessons one after the other; a lesson that does not end costs its process, not the run. */
export class Prover {
  private worker: ChildProcess | undefined
  private hear: (message: FromProver) => void = () => {}
  private died: (why: string) => void = () => {}

  /** `folder`: where the lessons are, by language. */
  constructor(
    private readonly folder: string,
    private readonly thoroughness: Thoroughness = {},
  ) {}

  /** Which lessons there are. */
  async ids(): Promise<readonly string[]> {
    let ids: readonly string[] = []
    const why = await this.listen((message) => {
      if (message.type === 'ready') ids = message.ids
      return message.type === 'ready'
    })
    if (why !== undefined) throw new Error(why)
    return ids
  }

  /** Tells each proof of a lesson as it comes. */
  async prove(id: string, tell: (proof: Proof) => void): Promise<void> {
    if (!this.worker) await this.ids()
    let step = ''
    const ended = this.listen((message) => {
      if (message.type === 'begins') step = `${message.step}: `
      if (message.type === 'proof') tell(message.proof)
      return message.type === 'done'
    })
    this.worker?.send(id)
    const why = await ended
    if (why !== undefined) tell({ name: `${id}: its proof ends`, faults: [`${step}${why}`] })
  }

  end(): void {
    this.worker?.kill('SIGKILL')
    this.worker = undefined
  }

  /** Resolves when `heard` has what it waits for, or with why it never will. */
  private listen(heard: (message: FromProver) => boolean): Promise<string | undefined> {
    return new Promise((resolve) => {
      let patience = setTimeout(() => {}, 0)
      const finish = (why?: string) => {
        clearTimeout(patience)
        if (why !== undefined) this.end()
        resolve(why)
      }
      const wait = () => {
        clearTimeout(patience)
        patience = setTimeout(() => finish(`no end after ${PATIENCE_MS / 1000} s`), PATIENCE_MS)
      }
      this.hear = (message) => (heard(message) ? finish() : wait())
      this.died = finish
      wait()
      this.worker ??= this.start()
    })
  }

  private start(): ChildProcess {
    const worker = fork(WORKER, [this.folder, String(this.thoroughness.oneStepIn ?? 1)], {
      execArgv: [...process.execArgv, `--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`],
    })
    worker.on('message', (message: FromProver) => this.hear(message))
    worker.on('exit', (code, signal) => {
      if (this.worker === worker)
        this.died(`its process ended with ${signal ?? `status ${code}`}; it may use ${HEAP_MB} MB`)
    })
    return worker
  }
}
