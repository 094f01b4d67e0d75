import { expect, test } from 'vitest'
import { LogConfig } from '../log-config.ts'
import { isDue, type LogToClean } from './cleanable-range.ts'

const HALF_DIRTY = { cleanBytes: 50, cleanableBytes: 50, delayMs: 0 } as LogToClean

test.each([
  ['0.25f', true],
  ['0.5', false],
  ['0.5D', false],
  ['NaN', false],
])('half of a log is dirty: with min.cleanable.dirty.ratio=%s a round is due: %s', (ratio, due) => {
  expect(isDue(HALF_DIRTY, LogConfig.DEFAULTS.with({ 'min.cleanable.dirty.ratio': ratio }))).toBe(due)
})
