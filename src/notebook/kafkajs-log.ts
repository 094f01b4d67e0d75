/** A line of kafkajs' own log, which is JSON on the console; undefined when the text is something else. */
export function kafkajsLog(text: string): { readonly level: string; readonly message: string } | undefined {
  if (!text.startsWith('{"level":"')) return undefined
  try {
    const { level, logger, message, error } = JSON.parse(text) as { [field: string]: unknown }
    if (logger !== 'kafkajs') return undefined
    return { level: String(level), message: `kafkajs ${message}${error === undefined ? '' : `: ${error}`}` }
  } catch {
    return undefined
  }
}
