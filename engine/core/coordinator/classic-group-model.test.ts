/** Any order of joins, syncs, leaves, silences, commits and coordinator restarts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { toHex } from '../base/bytes.ts'
import { Transcript } from './transcript.ts'

const NAMES = ['a', 'b', 'c']
const name = fc.constantFrom(...NAMES)

/** One after another: all rejoin, all sync. */
const round = fc
  .tuple(fc.shuffledSubarray(NAMES, { minLength: 1 }), fc.shuffledSubarray(NAMES, { minLength: 1 }))
  .map(([joins, syncs]) => [...joins.map((m) => `join ${m}`), ...syncs.map((m) => `plan ${m}`)])

const single = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(name, fc.constantFrom('', ' u=x', ' p=sticky,range')).map(([m, how]) => `join ${m}${how}`),
  },
  { weight: 4, arbitrary: name.map((m) => `plan ${m}`) },
  { weight: 2, arbitrary: name.map((m) => `beat ${m}`) },
  { weight: 1, arbitrary: name.map((m) => `leave ${m}`) },
  { weight: 2, arbitrary: fc.tuple(name, fc.nat(99)).map(([m, offset]) => `commit ${m} t-0=${offset}`) },
  { weight: 2, arbitrary: fc.constantFrom('wait 3000', 'wait 9000', 'wait 61000') },
  { weight: 1, arbitrary: fc.constant('reload') },
)

const commands = fc
  .array(
    fc.oneof(
      round,
      single.map((one) => [one]),
    ),
    { minLength: 5, maxLength: 30 },
  )
  .map((parts) => parts.flat())

/** What the answers so far claim, checked as they come. */
class Judge {
  private life = 0
  /** Leader and protocol of each generation of each life of the coordinator. */
  private readonly generations = new Map<string, string>()
  private readonly current = new Map<string, number>()
  private committed: string | undefined

  constructor(private readonly group: Transcript) {}

  async run(commands: readonly string[]): Promise<void> {
    for (const one of commands) {
      const [verb, who = ''] = one.split(' ')
      // The leader gives each member a text that names the generation; others send no plan.
      const script =
        verb === 'plan' ? `sync ${who} ${NAMES.map((m) => `${m}=${this.current.get(who)}:${m}`).join(' ')}` : one
      const stable = verb === 'reload' ? await this.durable() : undefined
      const from = this.group.lines.length
      await this.group.play(script)
      if (verb === 'reload') this.life++
      for (const line of this.group.lines.slice(from)) this.hear(line, one)
      if (stable !== undefined) expect(await this.durable()).toEqual(stable)
      if (verb === 'reload') await this.checkOffset()
    }
  }

  private hear(line: string, command: string): void {
    const joined = /^\d+ (\w) ← gen (\d+) (\w+ leader \w)/.exec(line)
    if (joined) this.heardGeneration(joined[1] as string, Number(joined[2]), joined[3] as string)
    const assigned = /^\d+ (\w) ← assigned (\d+):(\w)$/.exec(line)
    if (assigned) {
      expect(assigned[3]).toBe(assigned[1])
      expect(Number(assigned[2])).toBe(this.current.get(assigned[1] as string))
    }
    if (/ ← NONE$/.test(line) && command.startsWith('commit')) this.committed = command.split('=')[1]
  }

  /** One generation has one leader and one protocol, and no member goes back. */
  private heardGeneration(who: string, generation: number, claim: string): void {
    const key = `${this.life}/${generation}`
    expect(this.generations.get(key) ?? claim).toBe(claim)
    this.generations.set(key, claim)
    this.current.set(who, generation)
  }

  /** The group's record, if it has come to rest: what a restart must not change. */
  private async durable(): Promise<string | undefined> {
    const found = await this.group.coordinator.describeGroup('g')
    if (found.error !== 0 || (found.group.state !== 'Stable' && found.group.state !== 'Empty')) return undefined
    if (found.group.state === 'Empty' && found.group.generation === 0) return undefined
    const { generation, leaderId, protocolName, state, members } = found.group
    const assigned = [...members.values()].map(({ memberId, assignment }) => `${memberId} ${toHex(assignment)}`)
    return JSON.stringify({ generation, leaderId, protocolName, state, assigned })
  }

  private async checkOffset(): Promise<void> {
    if (this.committed === undefined) return
    const fetched = await this.group.coordinator.fetchOffsets('g', [{ topic: 't', partition: 0 }])
    expect(fetched).toMatchObject([{ committed: { offset: Number(this.committed) } }])
  }
}

test('one leader a generation, assignments of the right generation, nothing lost by a restart', async () => {
  const run = async (script: string[]) => {
    const world = new SimWorld(7)
    const group = await Transcript.open(world.env('c', undefined as never), world.scheduler, {
      initialRebalanceDelayMs: 0,
    })
    await new Judge(group).run(script)
  }
  await fc.assert(fc.asyncProperty(commands, run), { numRuns: 100 })
})
