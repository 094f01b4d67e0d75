import { expect, test } from 'vitest'
import { ScreenFeed } from './screen-feed.ts'

/** A screen that takes each text when it is told to. */
function slowScreen() {
  const shown: string[] = []
  const taking: (() => void)[] = []
  const screen = (text: string) => {
    shown.push(text)
    return new Promise<void>((resolve) => taking.push(resolve))
  }
  const feed = new ScreenFeed(screen, () => Promise.resolve())
  const take = async () => {
    taking.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { feed, shown, take }
}

test('the first text goes at once, what follows in one piece when that was taken', async () => {
  const { feed, shown, take } = slowScreen()
  feed.write('$ ')
  expect(shown).toEqual(['$ '])
  for (let i = 0; i < 1000; i++) feed.write(`${i % 10}`)
  expect(shown).toEqual(['$ '])
  await take()
  expect(shown).toHaveLength(2)
  expect(shown[1]).toHaveLength(1000)
  await take()
  feed.write('again')
  expect(shown.at(-1)).toBe('again')
})

test('whoever fills it waits until the screen has taken what it got', async () => {
  const { feed, take } = slowScreen()
  feed.write('first')
  await feed.drained()
  feed.write('x'.repeat(300 * 1024))
  let goesOn = false
  void feed.drained().then(() => (goesOn = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(goesOn).toBe(false)
  await take()
  expect(goesOn).toBe(true)
})
