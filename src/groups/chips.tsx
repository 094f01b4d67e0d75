import { partitionColour } from '../ui/format.ts'
import { partitionOf } from './compare.ts'
import { g } from './words.ts'

/** Partitions as small coloured labels, the topic named where it changes. */
export function Chips({ partitions, none }: { partitions: readonly string[]; none?: string }) {
  if (partitions.length === 0) return <span class="dim">{none ?? g('no partition')}</span>
  const places = partitions.map(partitionOf)
  const many = new Set(places.map(({ topic }) => topic)).size > 1
  return (
    <span class="chips">
      {places.map(({ topic, partition }, i) => (
        <b key={`${topic}-${partition}`} style={{ '--c': partitionColour(partition) }} title={`${topic}-${partition}`}>
          {many && topic !== places[i - 1]?.topic ? `${topic}-` : ''}
          {partition}
        </b>
      ))}
    </span>
  )
}
