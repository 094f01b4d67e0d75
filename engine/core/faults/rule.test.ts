import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Action, parseRule, RULE_WORDS, type Rule, RuleError, ruleText } from './rule.ts'

const words = (text: string) => text.split(' ')

test.each([
  ['Produce drop', { api: 'Produce', action: { kind: 'drop' }, nth: 1, times: 1 }],
  [
    'produce answer not_leader_or_follower --nth 3',
    { api: 'Produce', action: { kind: 'answer', error: 'NOT_LEADER_OR_FOLLOWER' }, nth: 3, times: 1 },
  ],
  [
    'Heartbeat delay 10s --client reader-* --times all',
    {
      api: 'Heartbeat',
      action: { kind: 'delay', ms: 10_000 },
      client: 'reader-*',
      nth: 1,
      times: Number.POSITIVE_INFINITY,
    },
  ],
  [
    'OffsetCommit close after --broker 2 --group readers --topic orders',
    {
      api: 'OffsetCommit',
      action: { kind: 'close', when: 'after' },
      broker: 2,
      group: 'readers',
      topic: 'orders',
      nth: 1,
      times: 1,
    },
  ],
])('%s', (text, rule) => expect(parseRule(words(text))).toEqual(rule))

test.each([
  ['', "no request is called ''"],
  ['Prod drop', "no request is called 'Prod' (Produce"],
  ['Produce', 'what becomes of Produce? drop, delay, answer, close'],
  ['Produce lose', 'what becomes of Produce? drop, delay, answer, close, not lose'],
  ['Produce answer NOT_LEADER', "no error is called 'NOT_LEADER' (NOT_LEADER_OR_FOLLOWER?)"],
  ['Produce answer NONE', "no error is called 'NONE'"],
  ['Produce delay', "how long? 500ms, 10s, at most 10m, not ''"],
  ['Produce delay 1d', "how long? 500ms, 10s, at most 10m, not '1d'"],
  ['Produce delay 11m', "how long? 500ms, 10s, at most 10m, not '11m'"],
  ['Produce close', 'close before or close after, not '],
  ['Produce drop --nth 0', '--nth wants a number from 1, not 0'],
  ['Produce drop --nth', '--nth wants a value'],
  ['Produce drop --topics x', "'--topics' is none of --broker"],
])('refused: %s', (text, why) => {
  const read = () => parseRule(words(text))
  expect(read).toThrow(RuleError)
  expect(read).toThrow(why)
})

test('a rule written down is read as the same rule', () => {
  const name = fc.stringMatching(/^[a-z0-9*._-]{1,8}$/)
  const counted = fc.integer({ min: 1, max: 99 })
  const action: fc.Arbitrary<Action> = fc.oneof(
    fc.constant<Action>({ kind: 'drop' }),
    fc.record({ kind: fc.constant('delay' as const), ms: fc.integer({ min: 1, max: 600_000 }) }),
    fc.record({ kind: fc.constant('close' as const), when: fc.constantFrom('before' as const, 'after' as const) }),
    fc.record({
      kind: fc.constant('answer' as const),
      error: fc.constantFrom(...RULE_WORDS.errors),
    }) as fc.Arbitrary<Action>,
  )
  const rule = fc.record(
    {
      api: fc.constantFrom('Produce', 'Fetch', 'Heartbeat'),
      action,
      nth: counted,
      times: fc.oneof(counted, fc.constant(Number.POSITIVE_INFINITY)),
      broker: fc.nat(99),
      client: name,
      topic: name,
      group: name,
    },
    { requiredKeys: ['api', 'action', 'nth', 'times'] },
  ) as fc.Arbitrary<Rule>
  fc.assert(fc.property(rule, (one) => void expect(parseRule(words(ruleText(one)))).toEqual(one)))
})
