import type { TerminalClient } from './terminal-client.ts'

const CTRL_C = '\x03'

/**
 * Types lines into the terminal; resolves with the status of the last one when the shell waits for more, or with null when
 * the terminal was closed. Rejects when they cannot be typed. `stopped` presses Ctrl-C there.
 */
export async function typeToEnd(
  terminal: TerminalClient,
  lines: string,
  stopped?: AbortSignal,
): Promise<number | null> {
  // After an empty line nothing ends.
  const typedIn = await terminal.type(lines.trimEnd())
  const interrupt = () => void terminal.api.input(typedIn, CTRL_C)
  stopped?.addEventListener('abort', interrupt)
  if (stopped?.aborted) interrupt()
  let stops: (() => void)[] = []
  const status = await new Promise<number | null>((resolve) => {
    stops = [
      terminal.onFinished(({ tab, status, isLast }) => tab === typedIn && isLast && resolve(status)),
      terminal.tabs.subscribe((tabs) => tabs.some(({ id }) => id === typedIn) || resolve(null)),
      () => stopped?.removeEventListener('abort', interrupt),
    ]
  })
  for (const stop of stops) stop()
  return status
}
