import { expect, test } from 'vitest'
import { MOST_RULES, RuleError } from './rule.ts'
import { FAULT_USAGE, faultCommand, NO_RULES, type RuleList, withCount } from './rule-list.ts'

/** Commands one after the other; gives what the last one says. */
function say(...commands: readonly string[]): readonly string[] {
  let list: RuleList = NO_RULES
  let said: readonly string[] = []
  for (const command of commands) ({ list, lines: said } = faultCommand(list, command.split(' ')))
  return said
}

test('set, told, taken away', () => {
  expect(say('list')).toEqual(['no faults'])
  expect(say('add produce drop --topic orders')).toEqual(['#1  Produce drop --topic orders  (hit 0 of 1)'])
  const three = ['add Produce drop', 'add Fetch delay 1s --times all', 'add Heartbeat close before']
  expect(say(...three, 'remove 1 3', 'list')).toEqual(['#2  Fetch delay 1s --times all  (hit 0)'])
  expect(say(...three, 'remove all', 'list')).toEqual(['no faults'])
  expect(say(...three, 'remove 3', 'add Produce drop')).toEqual(['#4  Produce drop  (hit 0 of 1)'])
})

test('what brokers count is told; of two that count, the one that has come farther', () => {
  let { list } = faultCommand(NO_RULES, ['add', 'Produce', 'drop', '--nth', '3', '--times', '2'])
  const counts = (type: string, seen: number, hits: number) => {
    list = withCount(list, { type, fault: 1, seen, hits })
    return faultCommand(list, ['list']).lines[0]
  }
  expect(counts('fault.passed', 2, 0)).toBe('#1  Produce drop --nth 3 --times 2  (hit 0 of 2, 2 let by)')
  expect(counts('fault.passed', 1, 0)).toContain('2 let by')
  expect(counts('fault.hit', 3, 1)).toBe('#1  Produce drop --nth 3 --times 2  (hit 1 of 2)')
})

test.each(['', 'ad', 'remove', 'remove 7', 'list all', 'add Produce'])("refused: fault '%s'", (command) => {
  expect(() => say(command)).toThrow(RuleError)
})

test('so many and no more, but one that is done makes room', () => {
  const all = Array.from({ length: MOST_RULES }, () => 'add Produce drop')
  expect(() => say(...all, 'add Produce drop')).toThrow('remove some')
  let list: RuleList = NO_RULES
  for (const command of all) ({ list } = faultCommand(list, command.split(' ')))
  list = withCount(list, { type: 'fault.hit', fault: 5, seen: 1, hits: 1 })
  expect(faultCommand(list, ['add', 'Fetch', 'drop']).list.rules.map(({ id }) => id)).not.toContain(5)
})

test('the example of the usage is one', () => {
  const example = /For example: fault (.*)/.exec(FAULT_USAGE)?.[1] ?? ''
  expect(say(example)).toHaveLength(1)
})
