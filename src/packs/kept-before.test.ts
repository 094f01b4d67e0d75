import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stubStorage } from '../lessons/fake-cluster.ts'
import { keyIn } from '../lessons/library.ts'
import { Progress } from '../lessons/progress.ts'
import { takeKept } from './kept-before.ts'
import { openPackAt } from './open-pack.ts'

const DONE = { met: [0], hintsShown: 0, predictions: {} }
const PACK = 'pack: my-pack\ntitle: Mine\nlessons: [intro/01-first]\n'
const site = async (url: unknown) => new Response(String(url).includes('pack.yaml') ? PACK : '---\ntitle: x\n---\n')

let kept: Map<string, string>
beforeEach(() => {
  kept = stubStorage()
})
afterEach(() => vi.unstubAllGlobals())

const keyAt = async (address: string) => keyIn(await openPackAt(address, site), 'intro/01-first')

test('packs of one name from two addresses are kept apart; one pack is one, however its address is written', async () => {
  const one = await keyAt('https://a.example/one/')
  expect(await keyAt('https://a.example/two/')).not.toBe(one)
  for (const same of ['https://a.example/one', 'https://a.example/one/pack.yaml?token=1', 'https://a.example/one/#x'])
    expect(await keyAt(same)).toBe(one)
})

test('what was kept under the name alone is of the first address that opens it, once', async () => {
  const progress = new Progress()
  progress.change('my-pack:intro/01-first', DONE)
  kept.set('logbook.past.my-pack:intro/01-first', 'past')
  kept.set('logbook.cell.my-pack:intro/01-first/orders', 'code')
  const [one, two] = [
    await openPackAt('https://a.example/one/', site),
    await openPackAt('https://a.example/two/', site),
  ]
  takeKept(progress, one)
  takeKept(progress, two)
  const [here, there] = [keyIn(one, 'intro/01-first'), keyIn(two, 'intro/01-first')]
  expect(progress.everything()).toEqual({ [here]: DONE })
  expect(kept.get(`logbook.past.${here}`)).toBe('past')
  expect(kept.get(`logbook.cell.${here}/orders`)).toBe('code')
  expect([...kept.keys()].filter((key) => key.includes(there))).toEqual([])
})

test('what was done since in a pack from a file stays its own', async () => {
  const progress = new Progress()
  const named = { ...DONE, asked: { goals: ['a'], quizzes: [] } }
  progress.change('my-pack:intro/01-first', named)
  takeKept(progress, await openPackAt('https://a.example/one/', site))
  expect(progress.everything()).toEqual({ 'my-pack:intro/01-first': named })
})
