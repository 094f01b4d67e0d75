import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { OWN_LESSONS } from './lesson-folder.ts'
import { HELP, readArguments } from './lessons-cli-arguments.ts'

const DIR = mkdtempSync(join(tmpdir(), 'cli-'))
writeFileSync(join(DIR, 'pack.yaml'), '')
const EMPTY = mkdtempSync(join(tmpdir(), 'cli-'))
afterAll(() => [DIR, EMPTY].map((dir) => rmSync(dir, { recursive: true })))

test.each([
  [[], { does: 'prove', folder: OWN_LESSONS, parts: [], oneStepIn: 1 }],
  [['13-', '--one-step-in', '1000'], { does: 'prove', folder: OWN_LESSONS, parts: ['13-'], oneStepIn: 1000 }],
  [['--in', DIR], { does: 'prove', folder: DIR, parts: [], oneStepIn: 1 }],
  [['--in', DIR, 'new', 'intro/01-a'], { does: 'new', folder: DIR, lesson: 'intro/01-a' }],
  [
    ['--in', join(EMPTY, 'not-yet'), 'new', 'intro/01-a'],
    { does: 'new', folder: join(EMPTY, 'not-yet'), lesson: 'intro/01-a' },
  ],
  [['--watch', '/x/en/a/01-b.md'], { does: 'watch', file: '/x/en/a/01-b.md', port: 8090 }],
  [['docs'], { does: 'docs' }],
  [['--help'], { does: 'help' }],
  [['-h'], { does: 'help' }],
])('%j', (argv, what) => {
  expect(readArguments(argv)).toEqual(what)
})

test.each([
  [['--wach', 'x'], 'unknown option: --wach (did you mean --watch?)'],
  [['--in'], '--in needs a value: a folder with a pack.yaml'],
  [['--in', '--watch'], '--in needs a value: a folder with a pack.yaml'],
  [['--watch'], '--watch needs a value: a lesson’s file'],
  [['--in', '/nowhere/at-all'], 'there is no folder /nowhere/at-all'],
  [['--in', join(DIR, 'pack.yaml')], `there is no folder ${join(DIR, 'pack.yaml')}`],
  [['--in', EMPTY], `there is no pack.yaml in ${EMPTY}; \`--in ${EMPTY} new track/01-name\` writes one`],
  [['--port', 'x', '--watch', 'a.md'], '--port needs a number: x'],
  [['--one-step-in', '0'], '--one-step-in needs a number: 0'],
  [['new'], '`new` needs a name: new track/01-name'],
])('%j is told in words', (argv, fault) => {
  expect(readArguments(argv)).toEqual({ fault })
})

test('the help has each option and word', () => {
  for (const word of ['--in', '--watch', '--port', '--one-step-in', 'new', 'docs', '--help'])
    expect(HELP).toContain(word)
})
