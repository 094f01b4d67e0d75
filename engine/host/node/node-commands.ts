/** What `npm run broker` takes on standard input while its nodes run. */
import { type DiskFault, HEALTHY_DISK } from '../../core/env/disk-faults.ts'
import { RULE_HELP } from '../../core/faults/rule.ts'
import type { LinkEnd, LinkFault } from './links.ts'

export const COMMANDS_HELP = `kill N · stop N · start N · pause N · resume N   a node's process: SIGKILL, SIGTERM, again, SIGSTOP, SIGCONT
cut A B · cut A>B                                nothing passes between A and B, or from A to B
slow A B MS · slow A>B MS                        what passes takes MS milliseconds longer
heal · heal A                                    all links, or those of A, are as before
disk N slow [MS] · disk N full · disk N ok       a node's disk: each sync takes MS longer (200), nothing fits any more, healthy
fault add RULE · fault list · fault remove N|all faults at a point of the protocol (below)
status · help
A and B: the number of a node, nodes (all of them), clients (whoever is no node)
RULE: ${RULE_HELP}`

/** A line that means nothing. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** What to do to the process of a node. */
export type ProcessAction = NodeJS.Signals | 'start'

export type NodeCommand =
  | { readonly type: 'process'; readonly node: number; readonly action: ProcessAction }
  | { readonly type: 'link'; readonly faults: readonly LinkFault[] }
  /** null: all. */
  | { readonly type: 'heal'; readonly end: LinkEnd | null }
  | { readonly type: 'disk'; readonly node: number; readonly fault: DiskFault }
  /** Words for `faultCommand`. */
  | { readonly type: 'fault'; readonly words: readonly string[] }
  | { readonly type: 'status' }
  | { readonly type: 'help' }

type Reader = (words: readonly string[], nodes: readonly number[]) => NodeCommand

/** How much longer a slow disk takes when nobody says, ms. */
const SLOW_DISK_MS = 200

const READERS: { readonly [word: string]: Reader } = {
  kill: onProcess('SIGKILL'),
  stop: onProcess('SIGTERM'),
  start: onProcess('start'),
  pause: onProcess('SIGSTOP'),
  resume: onProcess('SIGCONT'),
  cut: (words, nodes) => {
    const { ways, rest } = waysIn(words, nodes)
    expectNothing(rest)
    return { type: 'link', faults: ways.map((way) => ({ ...way, cut: true, delayMs: 0 })) }
  },
  slow: (words, nodes) => {
    const { ways, rest } = waysIn(words, nodes)
    const [ms, ...more] = rest
    expectNothing(more)
    return { type: 'link', faults: ways.map((way) => ({ ...way, cut: false, delayMs: milliseconds(ms) })) }
  },
  heal: ([end, ...more], nodes) => {
    expectNothing(more)
    return { type: 'heal', end: end === undefined ? null : endIn(end, nodes) }
  },
  disk: ([node, how, ...more], nodes) => ({ type: 'disk', node: nodeIn(node, nodes), fault: diskFault(how, more) }),
  fault: (words) => ({ type: 'fault', words }),
  status: () => ({ type: 'status' }),
  help: () => ({ type: 'help' }),
}

/** Throws CommandError. `nodes`: the ids that there are. */
export function parseNodeCommand(line: string, nodes: readonly number[]): NodeCommand {
  const [word = '', ...words] = line.trim().split(/\s+/)
  const read = Object.hasOwn(READERS, word) ? READERS[word] : undefined
  if (!read) throw new CommandError(`no such command: ${word} (help tells them)`)
  return read(words, nodes)
}

function onProcess(action: ProcessAction): Reader {
  return ([node, ...more], nodes) => {
    expectNothing(more)
    return { type: 'process', node: nodeIn(node, nodes), action }
  }
}

/** `A B`: both ways; `A>B`: one. */
function waysIn(words: readonly string[], nodes: readonly number[]) {
  const [first = '', second, ...rest] = words
  const arrow = /^([^>]+)>([^>]+)$/.exec(first)
  if (arrow) {
    const [from, to] = [endIn(arrow[1], nodes), endIn(arrow[2], nodes)]
    return { ways: [{ from, to }], rest: words.slice(1) }
  }
  const [a, b] = [endIn(first, nodes), endIn(second, nodes)]
  const there = { from: a, to: b }
  return { ways: a === b ? [there] : [there, { from: b, to: a }], rest }
}

function endIn(text: string | undefined, nodes: readonly number[]): LinkEnd {
  return text === 'nodes' || text === 'clients' ? text : nodeIn(text, nodes)
}

function nodeIn(text: string | undefined, nodes: readonly number[]): number {
  const node = nodes.find((id) => String(id) === text)
  if (node === undefined) throw new CommandError(`no such node: ${text ?? ''} (there are ${nodes.join(', ')})`)
  return node
}

function diskFault(how: string | undefined, more: readonly string[]): DiskFault {
  const [ms, ...rest] = more
  if (how === 'slow') {
    expectNothing(rest)
    return { ...HEALTHY_DISK, slowMs: ms === undefined ? SLOW_DISK_MS : milliseconds(ms) }
  }
  expectNothing(more)
  if (how === 'full') return { ...HEALTHY_DISK, full: true }
  if (how === 'ok') return HEALTHY_DISK
  throw new CommandError(`a disk is slow, full or ok, not ${how ?? ''}`)
}

function milliseconds(text: string | undefined): number {
  if (text === undefined || !/^\d+$/.test(text)) throw new CommandError(`milliseconds are wanted, not ${text ?? ''}`)
  return Number(text)
}

function expectNothing(words: readonly string[]): void {
  if (words.length > 0) throw new CommandError(`too much: ${words.join(' ')}`)
}
