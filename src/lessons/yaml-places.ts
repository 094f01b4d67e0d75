import { type Document, isMap, isNode, isScalar, isSeq, type ParsedNode, visit, type YAMLMap } from 'yaml'
import type { Path } from './shape.ts'
import type { YamlSlip } from './yaml-words.ts'

type Pair = YAMLMap.Parsed['items'][number]

/** Where the values of a document stand. Each mapping is gone through once, however many of its fields are asked for. */
export class YamlPlaces {
  private readonly pairs = new Map<object, ReadonlyMap<string, Pair>>()

  constructor(private readonly document: Document.Parsed) {}

  /** The offset of a value, or of its key; 0 for what comes from elsewhere, by an alias. */
  of(path: Path, where: 'key' | 'value'): number {
    const holder = path
      .slice(0, -1)
      .reduce<ParsedNode | null | undefined>((node, name) => this.inside(node, name), this.document.contents)
    const name = path.at(-1)
    const pair = name === undefined ? undefined : this.pairIn(holder, name)
    const node = name === undefined ? this.document.contents : this.inside(holder, name)
    return startOf(where === 'key' && pair ? pair.key : node) ?? startOf(pair?.key) ?? 0
  }

  private inside(node: ParsedNode | null | undefined, name: string | number): ParsedNode | null | undefined {
    return isSeq(node) ? (node.items[Number(name)] as ParsedNode | undefined) : this.pairIn(node, name)?.value
  }

  private pairIn(node: ParsedNode | null | undefined, name: string | number): Pair | undefined {
    if (!isMap(node)) return undefined
    const known =
      this.pairs.get(node) ?? new Map(node.items.toReversed().map((pair) => [String(pair.key), pair as Pair]))
    this.pairs.set(node, known)
    return known.get(String(name))
  }
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

/** The first fields, so many, that stand in their mapping already. The parser's own look for them takes the square of their number. */
export function twiceIn(document: Document.Parsed, most: number): YamlSlip[] {
  const slips: YamlSlip[] = []
  visit(document, {
    Map(_key, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key
        if (seen.has(name)) slips.push({ at: startOf(key) ?? 0, message: `this field is there twice: ${String(key)}` })
        seen.add(name)
        if (slips.length === most) return visit.BREAK
      }
      return undefined
    },
  })
  return slips
}
