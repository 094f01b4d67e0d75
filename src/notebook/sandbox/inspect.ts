/** Values as text, in the manner of Node's console. */

const DEPTH = 3
const WIDTH = 76
const MANY = 100

/** What console.log prints: texts as they are, `%s %d %i %f %j %o %O` filled in, everything else inspected. */
export function format(values: readonly unknown[]): string {
  const [first, ...rest] = values
  if (typeof first !== 'string' || rest.length === 0 || !first.includes('%')) return values.map(show).join(' ')
  const filled = first.replace(/%([sdifjoO%])/g, (whole, kind: string) => {
    if (kind === '%') return '%'
    return rest.length === 0 ? whole : placeholder(kind, rest.shift())
  })
  return [filled, ...rest.map(show)].join(' ')
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value)
}

function placeholder(kind: string, value: unknown): string {
  if (kind === 's') return show(value)
  if (kind === 'i') return String(Math.trunc(Number(value)))
  if (kind === 'd' || kind === 'f') return String(Number(value))
  return kind === 'j' ? String(JSON.stringify(value)) : inspect(value)
}

/** One value, nested ones to a depth of three. */
export function inspect(value: unknown): string {
  return inspectAt(value, 0, [])
}

function inspectAt(value: unknown, depth: number, above: readonly object[]): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'symbol') return String(value)
  if (typeof value === 'function') return functionName(value)
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object' || value === null) return String(value)
  if (above.includes(value)) return '[Circular]'
  return special(value) ?? compound(value, depth, above)
}

function quoted(text: string): string {
  const quote = !text.includes("'") ? "'" : !text.includes('"') ? '"' : '`'
  const escaped = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')
  return quote + escaped + quote
}

function functionName(value: { readonly name: string }): string {
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function'
  return value.name ? `[${kind}: ${value.name}]` : `[${kind} (anonymous)]`
}

function special(value: object): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  if (value instanceof Error) return `[${value.name}: ${value.message}]`
  if (value instanceof Promise) return 'Promise { … }'
  if (value instanceof Uint8Array) return bytes(value)
  return undefined
}

function bytes(value: Uint8Array): string {
  const shown = Array.from(value.subarray(0, 50), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const more = value.length > 50 ? ` … ${value.length - 50} more bytes` : ''
  return `<${nameOf(value) === 'Buffer' ? 'Buffer' : `Uint8Array(${value.length})`} ${shown}${more}>`
}

function compound(value: object, depth: number, above: readonly object[]): string {
  const name = nameOf(value)
  const inner = (part: unknown) => inspectAt(part, depth + 1, [...above, value])
  if (depth >= DEPTH) return Array.isArray(value) ? '[Array]' : `[${name || 'Object'}]`
  if (Array.isArray(value)) return enclose('[', value.slice(0, MANY).map(inner), more(value.length), ']', depth)
  if (value instanceof Map) {
    const entries = [...value].slice(0, MANY).map(([key, part]) => `${inner(key)} => ${inner(part)}`)
    return `Map(${value.size}) ${enclose('{', entries, more(value.size), '}', depth)}`
  }
  if (value instanceof Set) {
    return `Set(${value.size}) ${enclose('{', [...value].slice(0, MANY).map(inner), more(value.size), '}', depth)}`
  }
  const keys = Object.keys(value)
  const parts = keys.slice(0, MANY).map((key) => `${keyText(key)}: ${inner((value as Record<string, unknown>)[key])}`)
  const prefix = name === 'Object' ? '' : name === '' ? '[Object: null prototype] ' : `${name} `
  return prefix + enclose('{', parts, more(keys.length), '}', depth)
}

function more(length: number): string[] {
  return length > MANY ? [`… ${length - MANY} more`] : []
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)
}

function nameOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null) return ''
  const maker = (prototype as { constructor?: { name?: string } }).constructor
  return maker?.name ?? ''
}

/** On one line when it fits, else one part a line. */
function enclose(
  open: string,
  parts: readonly string[],
  rest: readonly string[],
  close: string,
  depth: number,
): string {
  const all = [...parts, ...rest]
  if (all.length === 0) return open + close
  const line = `${open} ${all.join(', ')} ${close}`
  if (line.length + depth * 2 <= WIDTH && !line.includes('\n')) return line
  const indent = '  '.repeat(depth + 1)
  return `${open}\n${all.map((part) => indent + part).join(',\n')}\n${'  '.repeat(depth)}${close}`
}
