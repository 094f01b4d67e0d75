import { startJob } from '../notebook/runner.ts'
import type { Sources } from './pack-file.ts'
import type { ProofInput, ProofLine } from './proof-messages.ts'

/** Longest that nothing may be heard of a proof: a step takes a second or two, ms. */
const PATIENCE_MS = 60_000
/** A step that takes so long is named while it goes on, ms. */
const SLOW_MS = 2000

/** More messages, and more characters in them, than any proof has: what proves is as little to be trusted as the lesson. */
const MOST_MESSAGES = 10_000
const MOST_TEXT = 2_000_000

/** What is heard of a proof. */
export interface ProofListener {
  readonly line: (line: ProofLine) => void
  /** A step takes long; '': it is over. */
  readonly slow: (step: string) => void
}

/** Proves a lesson of the sources in the sandbox. Resolves at the end. `ended` stops it. */
export async function proveHere(id: string, sources: Sources, heard: ProofListener, ended: AbortSignal): Promise<void> {
  const { default: worker } = await import('./proof-worker.ts?script')
  const isImported = [...sources.values()].some((source) => /['"]kafkajs['"]/.test(source))
  const kafkajs = isImported ? (await import('../notebook/libraries/kafkajs.ts?module')).default : null
  await new Promise<void>((resolve) => {
    let patience: ReturnType<typeof setTimeout> | undefined
    let end: (() => void) | undefined
    let step = ''
    let isOver = false
    const measure = new Measure()
    let slow: ReturnType<typeof setTimeout> | undefined
    const finish = (why?: string) => {
      if (isOver) return
      isOver = true
      clearTimeout(patience)
      clearTimeout(slow)
      end?.()
      if (why !== undefined) heard.line({ name: id, faults: [step === '' ? why : `${step}: ${why}`] })
      resolve()
    }
    const wait = () => {
      clearTimeout(patience)
      patience = setTimeout(() => finish(`no end after ${PATIENCE_MS / 1000} s`), PATIENCE_MS)
    }
    const hear = (message: unknown) => {
      if (isOver) return
      const [line, begun] = [lineOf(message), stepOf(message)]
      if (measure.isExceededBy(line)) return finish('it said more than a proof ever does')
      if (begun !== undefined) step = begun
      else if (!line) return finish(message === null ? 'the proof died' : undefined)
      if (line) heard.line(line)
      clearTimeout(slow)
      heard.slow('')
      slow = setTimeout(() => heard.slow(step), SLOW_MS)
      wait()
    }
    ended.addEventListener('abort', () => finish())
    wait()
    void startJob(worker, { id, sources: [...sources], kafkajs } satisfies ProofInput, hear).then((stop) => {
      end = stop
      if (isOver) stop()
    })
  })
}

/** What the worker says is as little to be trusted as the lesson: a line has texts, or it is none. */
function lineOf(message: unknown): ProofLine | undefined {
  const { type, name, faults } = Object(message) as { [field: string]: unknown }
  if (type !== 'proof' || typeof name !== 'string' || !Array.isArray(faults)) return undefined
  return { name: name.slice(0, 500), faults: faults.slice(0, 100).map(textOf) }
}

/** Not `String` of whatever was sent: a clone may have no way to become a text, or take long for it. */
function textOf(fault: unknown): string {
  return typeof fault === 'string' ? fault.slice(0, 2000) : ''
}

/** How much has been heard of one proof. */
class Measure {
  private messages = 0
  private text = 0

  isExceededBy(line: ProofLine | undefined): boolean {
    this.messages++
    this.text += line ? line.faults.reduce((sum, fault) => sum + fault.length, line.name.length) : 0
    return this.messages > MOST_MESSAGES || this.text > MOST_TEXT
  }
}

/** What is about to be done. */
function stepOf(message: unknown): string | undefined {
  const { type, step } = Object(message) as { [field: string]: unknown }
  return type === 'begins' ? (typeof step === 'string' ? step : '').slice(0, 500) : undefined
}
