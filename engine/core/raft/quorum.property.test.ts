/** Election safety, log matching, leader completeness and state machine safety under faults: the lab asserts them at every step. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SeededRandom } from '../../sim/random.ts'
import { RaftLab } from './raft-lab.ts'

type Act =
  | { readonly kind: 'run'; readonly ms: number }
  | { readonly kind: 'append' | 'crash' | 'resign' | 'compact'; readonly node: number }
  | { readonly kind: 'cut'; readonly node: number; readonly way: 'in' | 'out' | 'both' }
  | { readonly kind: 'heal' }

const node = fc.integer({ min: 1, max: 5 })
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('run' as const), ms: fc.integer({ min: 1, max: 4000 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('append' as const), node }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), node }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('resign' as const, 'compact' as const), node }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cut' as const),
      node,
      way: fc.constantFrom('in' as const, 'out' as const, 'both' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'heal' as const }) },
)

class Story {
  readonly lab: RaftLab
  private readonly cut = new Map<number, 'in' | 'out' | 'both'>()
  private written = 0
  private calm = false

  constructor(
    readonly size: number,
    seed: number,
    { loss, diskMs }: { loss: number; diskMs: number },
  ) {
    const random = new SeededRandom(seed)
    this.lab = new RaftLab({
      voters: size,
      observers: 1,
      random: () => random.float(),
      latency: (from, to) =>
        this.isCut(from, to) || (!this.calm && random.chance(loss)) ? undefined : random.between(1, 40),
      diskMs: () => random.between(0, diskMs),
    })
    for (let id = 1; id <= size + 1; id++) this.lab.start(id)
  }

  private isCut(from: number, to: number): boolean {
    const out = this.cut.get(from)
    const into = this.cut.get(to)
    return out === 'out' || out === 'both' || into === 'in' || into === 'both'
  }

  do(what: Act): void {
    const { lab } = this
    const id = 'node' in what ? ((what.node - 1) % this.size) + 1 : 0
    if (what.kind === 'run') lab.run(what.ms)
    else if (what.kind === 'append') lab.append(lab.leader?.id ?? id, `v${this.written++}`)
    else if (what.kind === 'crash') this.restart(id)
    else if (what.kind === 'compact') lab.compact(id)
    else if (what.kind === 'heal') this.cut.clear()
    else if (what.kind === 'cut') this.cut.set(id, what.way)
    else this.restart(id, true)
  }

  private restart(id: number, politely = false): void {
    if (politely) this.lab.resign(id)
    if (politely) this.lab.run(5)
    this.lab.kill(id)
    this.lab.start(id)
  }

  /** Faults end: before long all have the same log, and a new record is committed. */
  end(): void {
    const { lab } = this
    this.cut.clear()
    this.calm = true
    lab.run(30_000)
    const { leader } = lab
    expect(leader, 'somebody leads when all is calm').toBeDefined()
    lab.append(leader?.id ?? 0, 'last')
    lab.run(2000)
    expect(lab.committed.at(-1)?.value).toBe('last')
    for (const { quorum, log } of lab.nodes) {
      expect(quorum?.highWatermark).toBe(lab.committed.length)
      expect(log.whole()).toEqual(lab.committed)
    }
  }
}

test.each([1, 3, 4, 5])('a quorum of %i keeps Raft’s promises through crashes, cuts, losses and compaction', (size) => {
  const story = fc.record({
    seed: fc.integer(),
    loss: fc.constantFrom(0, 0.05, 0.3),
    diskMs: fc.constantFrom(30, 600),
    acts: fc.array(act, { minLength: 5, maxLength: 40 }),
  })
  fc.assert(
    fc.property(story, ({ seed, acts, ...faults }) => {
      const run = new Story(size, seed, faults)
      for (const what of acts) run.do(what)
      run.end()
    }),
    { numRuns: 80 },
  )
})
