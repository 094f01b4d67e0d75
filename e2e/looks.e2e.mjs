// Every view once, narrow and wide, light and dark: axe finds nothing, however small. The pictures of all states: `npm run looks`.
import assert from 'node:assert/strict'
import { SCENES } from './looks/states.mjs'
import { dress, flaws, violations, visit } from './looks/visit.mjs'

/** Those with the views and a lesson; the others are for `npm run looks`. */
const SCENES_HERE = ['learning', 'work', 'embed']
/** Narrow and wide take turns, and so do the themes. */
const LOOKS = [
  { width: 1280, theme: 'light' },
  { width: 390, theme: 'dark' },
  { width: 1280, theme: 'dark' },
  { width: 390, theme: 'light' },
]

export const tests = Object.fromEntries(
  SCENES_HERE.map((name) => [
    `${name}: axe finds nothing, and nothing is cut or too small for a finger`,
    async ({ browser, url }) => {
      const scene = SCENES.find((one) => one.name === name)
      const found = []
      let turn = 0
      await visit(scene, { browser, url, isWanted: ({ quick }) => quick }, async (page, state) => {
        const look = LOOKS[turn++ % LOOKS.length]
        await dress(page, state, look)
        await state.show?.(page)
        const where = `${state.name} at ${look.width}, ${look.theme}`
        found.push(...(await violations(page)).map((one) => `${where}: ${one}`))
        found.push(...(await flaws(page)).map((one) => `${where}: ${one}`))
        await state.hide?.(page)
        await dress(page, state, LOOKS[0])
      })
      assert.deepEqual(found, [])
    },
  ]),
)
