import { showGroup, showPartition, showView } from '../session/links.ts'
import type { Check } from './check.ts'
import { leaves } from './check-leaves.ts'

type Leaf = ReturnType<typeof leaves>[number]

/** Leads to the picture in which what a goal asks for is seen; undefined: no picture shows it. */
export function whereSeen(check: Check): (() => void) | undefined {
  for (const leaf of leaves(check)) {
    const way = wayTo(leaf)
    if (way) return way
  }
  return undefined
}

function wayTo(leaf: Leaf): (() => void) | undefined {
  if ('records' in leaf) return toLog(leaf.records.topic, leaf.records.partition)
  if ('offsets' in leaf) return toLog(leaf.offsets.topic, leaf.offsets.partition)
  if ('log' in leaf) return toLog(leaf.log.topic, leaf.log.partition)
  if ('group' in leaf && leaf.group !== undefined) return toGroup(leaf.group)
  if ('ran' in leaf || 'command' in leaf) return undefined
  return () => showView('cluster')
}

function toLog(topic: string, partition: unknown): () => void {
  return () => showPartition({ topic, partition: typeof partition === 'number' ? partition : 0 })
}

/** A pattern names no group: the one of which something was told last is shown. */
function toGroup(name: string): () => void {
  return name.startsWith('/') ? () => showView('groups') : () => showGroup(name)
}
