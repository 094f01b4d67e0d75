import type { AndOr, Pipeline, Script } from './ast.ts'

/** A subshell that does nothing but run one program becomes that program. */
export function isOneProgram(list: AndOr): boolean {
  const [command, ...more] = list.first.commands
  return list.rest.length === 0 && more.length === 0 && !list.first.negated && command?.kind === 'simple'
}

/** `$(< file)` is what is in the file: as if `cat` stood there. */
export function withCat(script: Script): Script {
  const [item, ...others] = script
  const command = item?.list.first.commands[0]
  if (!item || others.length > 0 || !isOneProgram(item.list) || command?.kind !== 'simple') return script
  const isFileAlone =
    command.words.length + command.assignments.length === 0 &&
    command.redirects.every(({ operator }) => operator === '<')
  if (!isFileAlone) return script
  const commands = [{ ...command, words: [[{ kind: 'text', text: 'cat', quoted: false } as const]] }]
  return [{ ...item, list: { first: { negated: false, commands }, rest: [] } }]
}

/** Commands of which each has been looked at by itself when the whole ends. */
export function isCompound({ commands: [command, ...more] }: Pipeline): boolean {
  if (more.length > 0 || !command || command.kind === 'simple') return false
  return command.kind !== 'group' || !command.subshell
}
