import type { WireRequest } from './wire-log.ts'

/** Requests of a node may be heard of so much later than others of it that came after them; more, and its clock was put back, ms. */
const LATE_MS = 10_000

/** Requests by the times at which they came: each node tells of its own. Those after the clock was put back stay behind. */
export function inOrder(requests: readonly WireRequest[]): WireRequest[] {
  const latest = new Map<number, number>()
  let turn = 0
  const placed = requests.map((request) => {
    const before = latest.get(request.nodeId) ?? request.at
    const isBack = request.at < before - LATE_MS
    if (isBack) turn++
    latest.set(request.nodeId, isBack ? request.at : Math.max(before, request.at))
    return { request, turn }
  })
  placed.sort((a, b) => a.turn - b.turn || a.request.at - b.request.at)
  return placed.map(({ request }) => request)
}
