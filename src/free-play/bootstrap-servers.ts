import { type Node, parse } from 'acorn'

const ADDRESSES = /^localhost:909\d(?:\s*,\s*localhost:909\d)*$/

/** A program that goes to BOOTSTRAP_SERVERS, if that is set, wherever it names brokers of the page: alone, in a text with commas or in a list. */
export function toBootstrapServers(code: string): string {
  const found: Place[] = []
  collect(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), found)
  let out = code
  for (const { start, end, addresses, isList } of found.sort((a, b) => b.start - a.start))
    out = `${out.slice(0, start)}${read(addresses, isList)}${out.slice(end)}`
  return out
}

interface Place {
  readonly start: number
  readonly end: number
  readonly addresses: string
  readonly isList: boolean
}

function read(addresses: string, isList: boolean): string {
  const either = `(process.env.BOOTSTRAP_SERVERS ?? '${addresses}')`
  return isList ? `${either}.split(/\\s*,\\s*/)` : either
}

interface AnyNode extends Node {
  readonly value?: unknown
  readonly computed?: boolean
  readonly elements?: readonly (AnyNode | null)[]
  readonly quasis?: readonly { readonly value: { readonly cooked?: string | null } }[]
}

function collect(node: unknown, found: Place[]): void {
  if (Array.isArray(node)) for (const one of node) collect(one, found)
  if (!isNode(node)) return
  const addresses = listed(node) ?? written(node)
  if (addresses !== undefined) {
    found.push({ start: node.start, end: node.end, addresses, isList: node.type === 'ArrayExpression' })
    return
  }
  for (const [name, child] of Object.entries(node)) if (!isName(node, name)) collect(child, found)
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** The name of a field, and what a template is a call of: no expression may stand there instead. */
function isName(node: AnyNode, part: string): boolean {
  return (part === 'key' && !node.computed) || (part === 'quasi' && node.type === 'TaggedTemplateExpression')
}

/** The addresses that a literal names; undefined where it is anything else. */
function written(node: AnyNode | null): string | undefined {
  const text = node?.type === 'TemplateLiteral' ? wholeText(node) : node?.type === 'Literal' ? node.value : undefined
  return typeof text === 'string' && ADDRESSES.test(text) ? text : undefined
}

function wholeText({ quasis = [] }: AnyNode): string | undefined {
  return quasis.length === 1 ? (quasis[0]?.value.cooked ?? undefined) : undefined
}

/** The addresses that stand in a list, if nothing else does. */
function listed({ type, elements = [] }: AnyNode): string | undefined {
  if (type !== 'ArrayExpression' || elements.length === 0) return undefined
  const all = elements.map(written)
  return all.includes(undefined) ? undefined : all.join(',')
}
