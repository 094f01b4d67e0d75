import { expect, test } from 'vitest'
import { OWN_LESSONS } from './lesson-folder.ts'
import { watchFault } from './watch.ts'

test.each([
  ['/nowhere/en/a/01-b.md', 'there is no file /nowhere/en/a/01-b.md'],
  [`${OWN_LESSONS}/AUTHORING.md`, 'a lesson’s file is called …/en/track/01-name.md: lessons/AUTHORING.md'],
  [`${OWN_LESSONS}/en/first-events/01-quickstart.md`, undefined],
])('why %s cannot be watched', (path, fault) => {
  expect(watchFault(path)).toBe(fault)
})
