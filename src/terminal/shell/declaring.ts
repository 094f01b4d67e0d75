import type { Word } from './ast.ts'
import { expandText, expandWords } from './expand.ts'
import type { Expander } from './expander.ts'

const DECLARING: ReadonlySet<string> = new Set(['export', 'local'])

/** The words of a command; behind `export` and `local` what looks like an assignment is one, and is not split. */
export async function commandWords(words: readonly Word[], shell: Expander): Promise<string[]> {
  const [first, ...more] = words
  if (!first || !isDeclaring(first)) return expandWords(words, shell)
  const args = await expandWords([first], shell)
  for (const word of more)
    args.push(...(isAssignment(word) ? [await expandText(word, shell)] : await expandWords([word], shell)))
  return args
}

function isDeclaring([part, ...more]: Word): boolean {
  return part?.kind === 'text' && more.length === 0 && DECLARING.has(part.text)
}

function isAssignment([part]: Word): boolean {
  return part?.kind === 'text' && !part.quoted && /^[A-Za-z_]\w*=/.test(part.text)
}
