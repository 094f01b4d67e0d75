import { ACTION_WORDS, OPTION_WORDS, RULE_WORDS } from '../../../engine/core/faults/rule.ts'

/** What can stand after these words of a `fault` command. */
export function faultWords([, what, api, action, ...rest]: readonly string[]): readonly string[] {
  if (what === undefined) return ['add', 'list', 'remove']
  if (what === 'remove' && api === undefined) return ['all']
  if (what !== 'add') return []
  if (api === undefined) return RULE_WORDS.apis
  if (action === undefined) return ACTION_WORDS
  if (rest.length === 0 && Object.hasOwn(AFTER, action)) return AFTER[action] ?? []
  if (rest.at(-1) === '--times') return ['all']
  return OPTION_WORDS
}

const AFTER: { readonly [action: string]: readonly string[] } = {
  answer: RULE_WORDS.errors,
  delay: ['500ms', '10s', '1m'],
  close: ['before', 'after'],
}
