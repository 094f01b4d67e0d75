import { effect } from '@preact/signals'
import { expect, test, vi } from 'vitest'
import type { Problem } from '../lessons/lesson.ts'
import { parseLesson } from '../lessons/parse.ts'
import { AuthorLint } from './author-lint.ts'
import { Draft } from './draft.ts'

const LESSON = [
  '---\ntitle: T\nminutes: 1\nteaches: [a]\n---\n',
  '```quiz\nquestion: q\nkind: number\nanswer: records a\nafter: { topic: a }\nwhy: w\n```\n',
  '```sh\nkafka-topics.sh --partitons 3\n```\n\n```ts cell=a\n\nconst = 1\n```\n\n## What you saw\n\nIt.\n',
  '```check\n# A goal\ncommand: kafka-topic.sh --list\n```\n\n```hint\na\n```\n\n```hint\nb\n```\n\n```solution\nlss\n@run a\n```\n',
].join('\n')

test('commands and cells of the file that is looked at are looked at too, in the order of their places', async () => {
  const draft = new Draft(new Map([['en/a/01-b.md', LESSON]]))
  const stop = effect(() => void draft.problems.value)
  const said = () => draft.problems.value.map(({ line, column, message }) => `${line}:${column} ${message}`)
  expect(draft.isLookedThrough).toBe(false)
  await expect.poll(said).not.toEqual([])
  expect(draft.isLookedThrough).toBe(true)
  expect(said()).toEqual([
    '16:17 kafka-topics.sh has no option --partitons (did you mean --partitions?)',
    '21:7 cell a: SyntaxError: Unexpected token',
    '30:10 no such program: kafka-topic.sh (did you mean kafka-topics.sh?)',
    '42:1 no such program: lss (did you mean ls?)',
  ])
  stop()
})

test('what was found of an older text is not told of a newer one', async () => {
  vi.useFakeTimers()
  const [old, young] = ['old', 'young'].map((text) => parseLesson('l.md', text))
  const waits: ((found: readonly Problem[]) => void)[] = []
  const search = vi.fn(() => new Promise<readonly Problem[]>((resolve) => waits.push(resolve)))
  const lint = new AuthorLint(search)
  const problem = (message: string) => ({ file: 'l.md', line: 1, column: 1, message })
  if (!old || !young) throw new Error('two texts')
  expect(lint.of(old)).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  lint.of(young)
  waits[0]?.([problem('of the old one')])
  await vi.advanceTimersByTimeAsync(1000)
  expect(lint.of(young)).toEqual([])
  waits[1]?.([problem('of the young one')])
  await vi.advanceTimersByTimeAsync(0)
  expect(lint.of(young)).toEqual([problem('of the young one')])
  expect(lint.of(parseLesson('another.md', ''))).toEqual([])
  expect([lint.knows('l.md'), lint.knows('another.md')]).toEqual([true, false])
  vi.useRealTimers()
})
