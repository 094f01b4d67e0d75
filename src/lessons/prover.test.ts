import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import type { Proof } from './prove.ts'
import type { FromProver } from './prove-worker.ts'
import { Prover } from './prover.ts'

/** A process that says what it is told to. */
class Child extends EventEmitter {
  send = vi.fn()
  kill = vi.fn()
  say(message: FromProver) {
    this.emit('message', message)
  }
}
const child = new Child()
vi.mock('node:child_process', () => ({ fork: () => child }))

test('of a proof that does not end it is told at which step it was', async () => {
  vi.useFakeTimers()
  const prover = new Prover('/lessons')
  const proofs: Proof[] = []
  const ended = prover.prove('intro/01-a', (proof) => proofs.push(proof))
  child.say({ type: 'ready', ids: ['intro/01-a'] })
  await vi.advanceTimersByTimeAsync(59_000)
  child.say({ type: 'begins', step: 'en/intro/01-a.md:9:1 @run cities' })
  await vi.advanceTimersByTimeAsync(59_000)
  expect(proofs).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  await ended
  expect(proofs).toEqual([
    { name: 'intro/01-a: its proof ends', faults: ['en/intro/01-a.md:9:1 @run cities: no end after 60 s'] },
  ])
  expect(child.kill).toHaveBeenCalled()
})
