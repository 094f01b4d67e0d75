/** Proves lessons for prover.ts in a process of its own, which can be ended when a lesson does not end. */
import { bundledKafkajs } from '../notebook/bundled.ts'
import { provideKafkajs } from './headless-cell.ts'
import { readLibrary } from './lesson-folder.ts'
import { type Proof, proveLesson } from './prove.ts'

/** What the process says: the lessons there are, then of the lesson that it is given each step and proof, and its end. */
export type FromProver =
  | { readonly type: 'ready'; readonly ids: readonly string[] }
  /** A step, with its place, that is about to be taken. */
  | { readonly type: 'begins'; readonly step: string }
  | { readonly type: 'proof'; readonly proof: Proof }
  | { readonly type: 'done' }

provideKafkajs(bundledKafkajs)
const [, , folder = '', oneStepIn = '1'] = process.argv
const library = readLibrary(folder)
const say = (message: FromProver) => process.send?.(message)

const begins = (step: string) => void say({ type: 'begins', step })

process.on('message', async (id: string) => {
  for await (const proof of proveLesson(library, id, { oneStepIn: Number(oneStepIn), begins }))
    say({ type: 'proof', proof })
  say({ type: 'done' })
})
say({ type: 'ready', ids: library.entries.map(({ id }) => id) })
