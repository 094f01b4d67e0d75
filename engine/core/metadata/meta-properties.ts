/** meta.properties: which node and cluster a log dir belongs to. */
import { javaDate } from '../base/java-date.ts'
import type { Uuid } from '../base/uuid.ts'

export interface MetaProperties {
  readonly clusterId: string
  readonly nodeId: number
  readonly directoryId: Uuid
}

/** The text of the file as Java's Properties writes it, in Kafka's order; `now` is wall time, ms. */
export function formatMetaProperties({ nodeId, directoryId, clusterId }: MetaProperties, now: number): string {
  return [
    '#',
    `#${javaDate(now)}`,
    `node.id=${nodeId}`,
    `directory.id=${directoryId}`,
    'version=1',
    `cluster.id=${clusterId}`,
    '',
  ].join('\n')
}

/** The properties of the file, as Java's Properties reads such lines. */
export function metaPropertyValues(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => /^\s*[^#!\s]/.test(line))
  return new Map(
    lines.map(
      (line) => (/^\s*([^\s=:]*)\s*[=:]?\s*(.*)$/.exec(line) as RegExpExecArray).slice(1, 3) as [string, string],
    ),
  )
}

/** What is in a file of version 1; null: something is missing or odd. */
export function readMetaProperties(text: string): MetaProperties | null {
  const values = metaPropertyValues(text)
  const [clusterId, nodeId, directoryId] = ['cluster.id', 'node.id', 'directory.id'].map((name) => values.get(name))
  const isWhole = values.get('version') === '1' && clusterId && /^\d+$/.test(nodeId ?? '') && isDirectoryId(directoryId)
  return isWhole ? { clusterId, nodeId: Number(nodeId), directoryId: directoryId as Uuid } : null
}

/** Ids below 100 stand for no dir. */
function isDirectoryId(text: string | undefined): boolean {
  return /^[\w-]{22}$/.test(text ?? '') && !text?.startsWith('A'.repeat(20))
}

/** Throws TypeError when a property is missing or odd. */
export function parseMetaProperties(text: string): MetaProperties {
  const found = readMetaProperties(text)
  if (!found) throw new TypeError('meta.properties is damaged')
  return found
}
