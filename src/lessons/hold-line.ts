import { lineOf } from './shown-blocks.ts'

/** What a reader does who goes elsewhere. */
const ACTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const
/** By then all of the text is there, ms. */
const SETTLED_MS = 10_000

/**
 * Shows the block of a line at the top, and keeps it there while the text comes in piece by piece, until the reader acts; not
 * where a link has led elsewhere.
 */
export function holdLine(prose: HTMLElement, blocks: readonly HTMLElement[], line: number): void {
  const at = blocks.findLastIndex((one) => lineOf(one) <= line)
  const block = blocks[at]
  // The first block begins under the title.
  if (!block || at === 0) return
  const grown = new ResizeObserver(() => {
    if (block.isConnected && !prose.querySelector('.linked')) block.scrollIntoView({ block: 'start' })
    else stop.abort()
  })
  const stop = new AbortController()
  const { signal } = stop
  signal.addEventListener('abort', () => grown.disconnect())
  for (const act of ACTS) addEventListener(act, () => stop.abort(), { signal, capture: true, passive: true })
  setTimeout(() => stop.abort(), SETTLED_MS)
  for (const one of blocks) grown.observe(one)
}
