/** Proves one lesson in a worker of the sandbox: its cells and commands are nobody's but the author's. */
import './immediate.ts'
import { provideKafkajs } from '../lessons/headless-cell.ts'
import { Library } from '../lessons/library.ts'
import { parseLesson } from '../lessons/parse.ts'
import { proveLesson } from '../lessons/prove.ts'
import { isOpaque } from '../notebook/sandbox/opaque.ts'
import type { FromProof, ProofInput } from './proof-messages.ts'

addEventListener('message', (event: MessageEvent<ProofInput>) => {
  const [page] = event.ports
  if (isOpaque() && page) void prove(event.data, (message) => page.postMessage(message))
})

async function prove({ id, sources, kafkajs }: ProofInput, say: (message: FromProof) => void): Promise<void> {
  if (kafkajs !== null) provideKafkajs(async () => kafkajs)
  const lessons = Object.fromEntries(sources.map(([path, source]) => [path, parseLesson(path, source)]))
  try {
    const library = new Library(lessons, { key: 'draft', title: {}, tracks: {} })
    const begins = (step: string) => say({ type: 'begins', step })
    for await (const { name, faults } of proveLesson(library, id, { begins })) say({ type: 'proof', name, faults })
    say({ type: 'done' })
  } catch (error) {
    say({ type: 'proof', name: id, faults: [error instanceof Error ? error.message : String(error)] })
    say({ type: 'done' })
  }
}
