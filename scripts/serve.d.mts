import type { IncomingMessage, ServerResponse } from 'node:http'

export function serve(
  folder: string,
  port: number,
  told?: (path: string) => void,
  also?: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }>
