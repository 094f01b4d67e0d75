import { expect, test } from 'vitest'
import { Part } from './part.ts'

test('a part is fetched once, when it is first needed', async () => {
  let fetched = 0
  const part = new Part(async () => `part ${++fetched}`)
  expect(() => part.now).toThrow('not awaited')
  expect(await Promise.all([part.get(), part.get()])).toEqual(['part 1', 'part 1'])
  expect(part.loading()).toBeUndefined()
  expect(part.now).toBe('part 1')
})

test('one that could not be fetched is tried again when it is needed again', async () => {
  let tries = 0
  const part = new Part(async () => {
    if (++tries === 1) throw new Error('no network')
    return 'here'
  })
  await expect(part.get()).rejects.toThrow('no network')
  expect(part.isLoaded).toBe(false)
  expect(await part.get()).toBe('here')
})
