/** What is wrong with the ways between nodes, and between nodes and their clients. */

/** An end of a way: a node's id, every node, or whoever is no node. */
export type LinkEnd = number | 'nodes' | 'clients'

/** What becomes of data on its way. */
export interface LinkState {
  readonly cut: boolean
  readonly delayMs: number
}

/** What is wrong with one direction. */
export interface LinkFault extends LinkState {
  readonly from: LinkEnd
  readonly to: LinkEnd
}

export const GOOD_LINK: LinkState = { cut: false, delayMs: 0 }

/** The faults with one more; a good state takes away what was there for the same two ends. */
export function withLink(faults: readonly LinkFault[], fault: LinkFault): LinkFault[] {
  const others = faults.filter(({ from, to }) => from !== fault.from || to !== fault.to)
  return fault.cut || fault.delayMs > 0 ? [...others, fault] : others
}

/** The faults without those that have the node, or the clients, at an end. */
export function healed(faults: readonly LinkFault[], end: LinkEnd): LinkFault[] {
  return faults.filter(({ from, to }) => from !== end && to !== end)
}

/** What all faults together do to one direction. */
export function linkBetween(faults: readonly LinkFault[], from: number | 'clients', to: number | 'clients'): LinkState {
  const here = faults.filter((fault) => covers(fault.from, from) && covers(fault.to, to))
  return { cut: here.some(({ cut }) => cut), delayMs: Math.max(0, ...here.map(({ delayMs }) => delayMs)) }
}

function covers(end: LinkEnd, one: number | 'clients'): boolean {
  return end === 'nodes' ? one !== 'clients' : end === one
}
