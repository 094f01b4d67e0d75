/**
 * The leader's view as a transcript: each line is what happens, the answer what becomes of it. Broker 1 leads epoch 4 of a
 * partition with replicas 1, 2, 3; `F2 5 @100` is a fetch of broker 2 from offset 5 at 100 ms, `L 7` the leader's end.
 */
import { expect, test } from 'vitest'
import { LeaderReplicas } from './leader-replicas.ts'

const LAG_MS = 1000

class Transcript {
  private end: number
  private now = 0
  private hw = 0
  private readonly alive = new Map([
    [1, 11],
    [2, 12],
    [3, 13],
  ])
  private readonly leading: LeaderReplicas

  constructor({ isr, end }: { isr: number[]; end: number }) {
    this.end = end
    const state = {
      topic: 't',
      topicId: 'id',
      partition: 0,
      leader: 1,
      leaderEpoch: 4,
      partitionEpoch: 9,
      replicas: [1, 2, 3],
      isr,
    }
    const rules = { brokerId: 1, lagTimeMaxMs: LAG_MS, eligibleEpoch: (id: number) => this.alive.get(id) }
    this.leading = new LeaderReplicas(rules, state, { endOffset: end, now: 0 })
  }

  /** Plays lines of the form `F2 5 @100`, `L 7`, `@2000`, `die 3`, `reborn 3`, `committed`, `rejected`. */
  play(...lines: string[]): string {
    let last = ''
    for (const line of lines) last = this.one(line)
    return last
  }

  private one(line: string): string {
    const at = /@(\d+)/.exec(line)
    if (at) this.now = Number(at[1])
    const [what = '', offset] = line.split(' ')
    const id = Number(/\d+/.exec(line)?.[0])
    const asked = { isr: null as readonly number[] | null }
    if (what.startsWith('F')) {
      this.leading.fetched(id, { offset: Number(offset), logStartOffset: 0, brokerEpoch: 10 + id }, this.leader)
      asked.isr = this.leading.expanded(id, this.hw)
    } else if (what === 'L') this.end = Number(offset)
    else if (what === 'die') this.alive.delete(id)
    else if (what === 'reborn') this.alive.set(id, 99)
    else if (what === 'rejected') this.leading.rejected()
    else if (what === 'committed') this.commit()
    else asked.isr = this.leading.shrunk(this.leader)
    if (asked.isr) this.leading.propose(asked.isr, 9)
    this.hw = Math.max(this.hw, this.leading.leastEnd(this.end, this.leader))
    return `hw ${this.hw} isr ${this.leading.isr}${asked.isr ? ` asks ${asked.isr}` : ''}`
  }

  private commit(): void {
    const isr = this.leading.pending?.isr ?? []
    this.leading.rejected()
    const state = {
      topic: 't',
      topicId: 'id',
      partition: 0,
      leader: 1,
      leaderEpoch: 4,
      partitionEpoch: 10,
      replicas: [1, 2, 3],
      isr,
    }
    this.leading.adopt(state, this.now)
  }

  private get leader() {
    return { endOffset: this.end, now: this.now }
  }
}

test('the high watermark is the least end of the ISR, and unknown followers hold it back', () => {
  const t = new Transcript({ isr: [1, 2, 3], end: 0 })
  expect(t.play('L 5')).toBe('hw 0 isr 1,2,3')
  expect(t.play('F2 5')).toBe('hw 0 isr 1,2,3')
  expect(t.play('F3 3')).toBe('hw 3 isr 1,2,3')
  expect(t.play('F3 5')).toBe('hw 5 isr 1,2,3')
})

test('a follower joins at the high watermark, and holds it back as soon as the controller is asked', () => {
  const t = new Transcript({ isr: [1, 2], end: 0 })
  expect(t.play('L 5', 'F2 5')).toBe('hw 5 isr 1,2')
  expect(t.play('F3 4')).toBe('hw 5 isr 1,2')
  expect(t.play('L 6', 'F3 5')).toBe('hw 5 isr 1,2 asks 1,2,3')
  expect(t.play('F2 6')).toBe('hw 5 isr 1,2')
  expect(t.play('committed')).toBe('hw 5 isr 1,2,3')
  expect(t.play('F3 6')).toBe('hw 6 isr 1,2,3')
})

test('nobody joins below the start of the term', () => {
  const t = new Transcript({ isr: [1], end: 5 })
  expect(t.play('F2 4')).not.toContain('asks')
  expect(t.play('F2 5')).toContain('asks 1,2')
})

test('a follower leaves after replica.lag.time.max.ms; until the controller says so it still counts', () => {
  const t = new Transcript({ isr: [1, 2, 3], end: 0 })
  expect(t.play('L 1', 'F2 1 @900', 'F2 1 @1500', '@1501')).toBe('hw 0 isr 1,2,3 asks 1,2')
  expect(t.play('F2 1 @1502')).toBe('hw 0 isr 1,2,3')
  expect(t.play('committed')).toBe('hw 1 isr 1,2')
})

test('one that is caught up with the end of a while ago is in sync, however much comes', () => {
  const t = new Transcript({ isr: [1, 2], end: 0 })
  t.play('L 10', 'F2 0 @100', 'L 20', 'F2 10 @1000', 'L 30', 'F2 20 @1900')
  expect(t.play('@1950')).not.toContain('asks')
  expect(t.play('@2001')).toContain('asks 1')
})

test('a broker that is fenced, or lives its next life, is not asked for', () => {
  const t = new Transcript({ isr: [1, 2], end: 0 })
  expect(t.play('die 3', 'F3 0')).not.toContain('asks')
  expect(t.play('reborn 3', 'F3 0')).not.toContain('asks')
})

test('after a refusal it is tried again; while the controller has not spoken it is not', () => {
  const t = new Transcript({ isr: [1, 2], end: 0 })
  expect(t.play('F3 0')).toContain('asks 1,2,3')
  expect(t.play('F3 0')).not.toContain('asks')
  expect(t.play('rejected', 'F3 0')).toContain('asks 1,2,3')
})
