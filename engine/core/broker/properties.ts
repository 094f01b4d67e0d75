/** Java .properties text, as server.properties has it. */

/** Key and value of every line; comments (# and !), blank lines, trailing-backslash continuation and escapes as in Java. */
export function parseProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>()
  for (const line of logicalLines(text)) {
    const match = /^((?:\\.|[^=:\s\\])+)(?:\s*[=:]\s*|\s+)?(.*)$/s.exec(line)
    if (match) properties.set(unescapeText(match[1] as string), unescapeText(match[2] as string))
  }
  return properties
}

function logicalLines(text: string): string[] {
  const lines: string[] = []
  let open: string | null = null
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line: string = raw.trimStart()
    if (open === null && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue
    const joined: string = (open ?? '') + line
    open = /(^|[^\\])(\\\\)*\\$/.test(joined) ? joined.slice(0, -1) : null
    if (open === null) lines.push(joined)
  }
  return open === null ? lines : [...lines, open]
}

const ESCAPES: { readonly [char: string]: string } = { n: '\n', t: '\t', r: '\r', f: '\f' }

function unescapeText(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, escaped: string) =>
    escaped.length === 5 ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16)) : (ESCAPES[escaped] ?? escaped),
  )
}
