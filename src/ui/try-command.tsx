import { CodeBlock } from '../lessons/code-block.tsx'
import { w } from '../lessons/words.ts'
import type { Page } from '../session/page.ts'
import { shownPane } from '../session/settings.ts'

/** What an empty view offers: a command that would fill it, typed in the terminal at a click. */
export function TryCommand({ page, code }: { page: Page; code: string }) {
  const run = async () => {
    shownPane.value = 'terminal'
    await page.terminal.type(code)
    return undefined
  }
  return <CodeBlock label={w('terminal')} code={code} run={{ how: 'Run', do: run }} />
}
