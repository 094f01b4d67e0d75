import type { TerminalClient } from '../terminal/terminal-client.ts'

const CTRL_C = '\x03'

/**
 * Types lines into the terminal, as the Run of an item does; resolves with the status of the last one when the shell waits
 * for more. `stopped` presses Ctrl-C there.
 */
export async function typeToEnd(terminal: TerminalClient, lines: string, stopped: AbortSignal): Promise<number> {
  let typedIn: number | undefined
  const interrupt = () => typedIn !== undefined && void terminal.api.input(typedIn, CTRL_C)
  stopped.addEventListener('abort', interrupt)
  let forget = () => {}
  const ended = new Promise<number>((resolve) => {
    forget = terminal.onFinished(({ tab, status, isLast }) => tab === typedIn && isLast && resolve(status))
  })
  try {
    // After an empty line nothing ends.
    typedIn = await terminal.type(lines.trimEnd())
    if (stopped.aborted) interrupt()
    return await ended
  } finally {
    forget()
    stopped.removeEventListener('abort', interrupt)
  }
}
