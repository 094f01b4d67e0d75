import { describe, expect, test } from 'vitest'
import { runSeed } from './cluster-run.ts'

const AT_ONCE = 10

/** Clusters under misfortune keep what they promise. `npm run sim -- --seed S --trace` tells the story of a seed that fails. */
export function checkSeeds({ from, count }: { from: number; count: number }): void {
  describe('nothing acknowledged is lost, nothing is doubled, reordered or invented, all recovers', () => {
    const groups = Array.from({ length: count / AT_ONCE }, (_, group) => from + group * AT_ONCE)
    test.each(groups)('seeds from %d', { timeout: 120_000 }, async (first) => {
      for (let seed = first; seed < first + AT_ONCE; seed++) {
        const { problems } = await runSeed(seed)
        expect(problems, `seed ${seed}`).toEqual([])
      }
    })
  })
}
