import { startJob } from '../notebook/runner.ts'
import type { Sources } from './draft.ts'
import type { ProofInput, ProofLine } from './proof-messages.ts'

/** Longest that nothing may be heard of a proof, ms. */
const PATIENCE_MS = 60_000

/** Proves a lesson of the sources in the sandbox. `heard` gets each line; resolves at the end. `ended` stops it. */
export async function proveHere(
  id: string,
  sources: Sources,
  heard: (line: ProofLine) => void,
  ended: AbortSignal,
): Promise<void> {
  const { default: worker } = await import('./proof-worker.ts?script')
  const isImported = [...sources.values()].some((source) => /['"]kafkajs['"]/.test(source))
  const kafkajs = isImported ? (await import('../notebook/libraries/kafkajs.ts?module')).default : null
  await new Promise<void>((resolve) => {
    let patience: ReturnType<typeof setTimeout> | undefined
    let end: (() => void) | undefined
    const finish = (why?: string) => {
      clearTimeout(patience)
      end?.()
      if (why !== undefined) heard({ name: id, faults: [why] })
      resolve()
    }
    const wait = () => {
      clearTimeout(patience)
      patience = setTimeout(() => finish(`no end after ${PATIENCE_MS / 1000} s`), PATIENCE_MS)
    }
    const hear = (message: unknown) => {
      const line = lineOf(message)
      if (!line) return finish(message === null ? 'the proof died' : undefined)
      heard(line)
      wait()
    }
    ended.addEventListener('abort', () => finish())
    wait()
    void startJob(worker, { id, sources: [...sources], kafkajs } satisfies ProofInput, hear).then((stop) => {
      end = stop
      if (ended.aborted) stop()
    })
  })
}

/** What the worker says is as little to be trusted as the lesson: a line has texts, or it is none. */
function lineOf(message: unknown): ProofLine | undefined {
  const { type, name, faults } = Object(message) as { [field: string]: unknown }
  if (type !== 'proof' || typeof name !== 'string' || !Array.isArray(faults)) return undefined
  return { name: name.slice(0, 500), faults: faults.slice(0, 100).map((fault) => String(fault).slice(0, 2000)) }
}
