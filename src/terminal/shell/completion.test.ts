/** What Tab writes is what bash writes, and runs nothing. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TreeFiles } from '../files/tree.ts'
import { testMachine } from '../test-machine.ts'
import { candidates, completion } from './completion.ts'
import { parse } from './parser.ts'
import { ShellState } from './state.ts'

async function tab(before: string, names: readonly string[], groups: readonly string[] = []) {
  const files = new TreeFiles(() => 0)
  files.presetFolder('/home')
  for (const name of names) files.preset(`/home/${name}`, '')
  const state = new ShellState(1)
  state.cwd = '/home'
  state.set('HOME', '/home')
  const tools = async (words: readonly string[]) => (words.at(-1) === '--group' ? groups : undefined)
  return completion(await candidates(before, state, testMachine(files), tools))
}

describe('what is inserted is quoted', () => {
  test.each([
    ['cat a', 'a b', '\\ b '],
    ['cat ', 'a b', 'a\\ b '],
    ['cat "a', 'a b', ' b" '],
    ["cat 'a", 'a b', " b' "],
    ['cat a\\ ', 'a b', 'b '],
    ['cat x', 'x$(ls)`id`', '\\$\\(ls\\)\\`id\\` '],
    ['cat "x', 'x$(ls)`id`"\\', '\\$(ls)\\`id\\`\\"\\\\" '],
    ["cat 'x", "x'y", "'\\''y' "],
    ['cat x', 'x;y|z&<>', '\\;y\\|z\\&\\<\\> '],
    ['cat x', 'x\ny', "$'\\n'y "],
    ['cat "x', 'x\ny', '"$\'\\n\'"y" '],
    ['cat x', 'x\x1b[2Jy', "$'\\u001b'\\[2Jy "],
    ['cat x', 'x\u202ey', "$'\\u202e'y "],
    ['cat ', '~x', '\\~x '],
    ['cat x', 'x~', '~ '],
    ['cat ', '#x', '\\#x '],
    ['cat 键', '键盘 a', '盘\\ a '],
    ['cat x', 'x\u3000y', '\\\u3000y '],
    ['cat x > ', 'out put', 'out\\ put '],
    ['echo "a|b" x', 'xy', 'y '],
    ['cat sub\\ ', 'sub dir/in', 'dir/'],
    ['cat "sub dir/', 'sub dir/in', 'in" '],
    ['cat ~/a', 'a b', '\\ b '],
  ])('%s, and the file %j', async (before, name, insert) => {
    expect(await tab(before, [name])).toEqual({ insert, choices: [] })
  })

  test('a group that is a command', async () => {
    const { insert } = await tab('kafka-consumer-groups.sh --group a', [], ['a;touch${IFS}pwned'])
    expect(insert).toBe('\\;touch\\$\\{IFS\\}pwned ')
  })

  test('choices are shown as plain text', async () => {
    expect((await tab('cat ', ['a\x1b[2J', 'b\nc', 'd\u202e'])).choices).toEqual(['a^[[2J', 'b^Jc', 'd<U+202E>'])
  })

  test.each(['', "'", '"'])('any name behind %s stands for itself', async (quote) => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((one) => !/[/\0]|^\.|=$/.test(one))
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        const { insert } = await tab(`cat ${quote}`, [text])
        expect(insert).not.toMatch(/[\x00-\x1f\x7f]/)
        const [item] = parse(`cat ${quote}${insert}`)
        const command = item?.list.first.commands[0]
        const words = command?.kind === 'simple' ? command.words : []
        expect(words.map((word) => word.map((part) => (part.kind === 'text' ? part.text : '?')).join(''))).toEqual([
          'cat',
          text,
        ])
      }),
    )
  })
})
