import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Proof } from './prove.ts'
import { proveAll } from './prove-all.ts'
import { scaffold } from './scaffold.ts'

// The proofs themselves are those of prove.test.ts, and take a process.
vi.mock('./prover.ts', () => ({
  Prover: class {
    ids = async () => ['intro/01-one', 'intro/02-two', 'more/03-three']
    prove = async (id: string, tell: (proof: Proof) => void) => tell({ name: `proved ${id}`, faults: [] })
    end = () => {}
  },
}))

const FOLDER = mkdtempSync(join(tmpdir(), 'all-'))
const LISTED = ['intro/01-one', 'intro/02-two', 'more/03-three']
const packOf = (lessons: readonly string[]) =>
  writeFileSync(join(FOLDER, 'pack.yaml'), `pack: mine\ntitle: Mine\nlessons: [${lessons.join(', ')}]\n`)
afterAll(() => rmSync(FOLDER, { recursive: true }))
beforeAll(() => {
  for (const track of ['intro', 'more']) mkdirSync(join(FOLDER, 'en', track), { recursive: true })
  for (const id of LISTED) writeFileSync(join(FOLDER, `en/${id}.md`), scaffold('01-one', 'en'))
})

let said = ''
beforeEach(() => {
  said = ''
  packOf(LISTED)
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text
    return true
  })
})

const proved = () => [...said.matchAll(/ok {3}proved (.*)/g)].map(([, id]) => id)

describe('which lessons are proved', () => {
  test.each([
    [[], ['intro/01-one', 'intro/02-two', 'more/03-three']],
    [['02-'], ['intro/02-two']],
    [
      ['03-', '01-'],
      ['intro/01-one', 'more/03-three'],
    ],
  ])('%j', async (parts, ids) => {
    expect(await proveAll(FOLDER, parts, {})).toBe(0)
    expect(proved()).toEqual(ids)
  })

  test('a name that no lesson has is told, and fails', async () => {
    expect(await proveAll(FOLDER, ['01-', 'typo'], {})).toBe(1)
    expect(said).toContain('FAIL lessons named typo\n     no lesson has that in its name')
    expect(proved()).toEqual(['intro/01-one'])
  })
})

test('a pack whose files are not all there fails, its other lessons are proved', async () => {
  packOf([...LISTED, 'more/04-four'])
  expect(await proveAll(FOLDER, ['02-'], {})).toBe(1)
  expect(said).toMatch(/FAIL the page opens the pack\n {5}.*pack\.yaml:3:\d+ en\/more\/04-four\.md is missing\n/)
  expect(proved()).toEqual(['intro/02-two'])
})

test('of a pack that cannot be read nothing is proved', async () => {
  writeFileSync(join(FOLDER, 'pack.yaml'), 'pack: mine\ntitel: Mine\nlessons: [a/b]\n')
  expect(await proveAll(FOLDER, [], {})).toBe(1)
  expect(said).toContain('unknown field: titel')
  expect(proved()).toEqual([])
})
