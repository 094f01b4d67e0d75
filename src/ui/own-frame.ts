const waiting = new Set<() => void>()

/** Runs `work` in a frame of its own: pieces that are asked for together come one a frame, and hold none up. Gives what calls it off. */
export function inOwnFrame(work: () => void): () => void {
  // Each caller's own, though the same function may be given twice.
  const piece = () => work()
  waiting.add(piece)
  if (waiting.size === 1) requestAnimationFrame(runNext)
  return () => waiting.delete(piece)
}

function runNext(): void {
  const [piece] = waiting
  if (!piece) return
  if (waiting.size > 1) requestAnimationFrame(runNext)
  waiting.delete(piece)
  piece()
}
