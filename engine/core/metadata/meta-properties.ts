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

/** Throws TypeError naming the property that is missing or odd. */
export function parseMetaProperties(text: string): MetaProperties {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const values = new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  const want = (name: string): string => {
    const value = values.get(name)
    if (value === undefined) throw new TypeError(`Failed to find ${name} in meta.properties`)
    return value
  }
  if (want('version') !== '1') throw new TypeError(`Unknown meta.properties version number ${values.get('version')}`)
  return { clusterId: want('cluster.id'), nodeId: Number(want('node.id')), directoryId: want('directory.id') }
}
