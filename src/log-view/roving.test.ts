import { expect, test } from 'vitest'
import { roved } from './roving.ts'

test('arrow keys lead from one to the next, and no further than the ends', () => {
  expect(['ArrowRight', 'ArrowDown', 'ArrowLeft', 'Home', 'End', ' '].map((key) => roved(key, 3, 5))).toEqual([
    4,
    4,
    2,
    0,
    4,
    undefined,
  ])
  expect([roved('ArrowRight', 4, 5), roved('ArrowLeft', 0, 5), roved('End', 0, 0)]).toEqual([4, 0, undefined])
})
