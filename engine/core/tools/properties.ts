/** Java properties texts, and `key=value` arguments. */

/** The entries of a properties file (`java.util.Properties.load`). */
export function parseProperties(text: string): Map<string, string> {
  const entries = new Map<string, string>()
  for (const line of logicalLines(text)) {
    const match = /^((?:\\.|[^\\=:\s])*)\s*[=:\s]?\s*(.*)$/s.exec(line)
    if (match) entries.set(unescaped(match[1] ?? ''), unescaped(match[2] ?? ''))
  }
  return entries
}

function* logicalLines(text: string): Iterable<string> {
  let pending = ''
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.replace(/^[ \t\f]+/, '')
    if (pending === '' && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue
    const continues = /(?<!\\)(\\\\)*\\$/.test(line)
    pending += continues ? line.slice(0, -1) : line
    if (continues) continue
    yield pending
    pending = ''
  }
  if (pending !== '') yield pending
}

const ESCAPES: { readonly [char: string]: string } = { t: '\t', n: '\n', r: '\r', f: '\f' }

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (ESCAPES[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** `k=v` arguments; a key alone has an empty value (`CommandLineUtils.parseKeyValueArgs`). */
export function keyValueArgs(args: readonly string[]): Map<string, string> {
  return new Map(
    args.map((arg) => {
      const equals = arg.indexOf('=')
      return equals < 0 ? [arg, ''] : [arg.slice(0, equals), arg.slice(equals + 1)]
    }),
  )
}
