import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'

/** A record that a text names, in the text's own words. */
export interface NamedRecord extends TopicPartition {
  readonly text: string
  readonly offset: number
}

/** `orders-1 @ 17` and `orders-1@17`, as Java's RecordMetadata has it; or a RecordMetadata (kafkajs' too) or a record as console.log shows it. */
const NAMED =
  /(?<name>[\w.-]{1,249})-(?<index>\d{1,6}) ?@ ?(?<at>\d{1,15})|topic(?:Name)?: '(?<topic>[\w.-]{1,249})',\s+partition: (?<partition>\d{1,6}),\s+(?:errorCode: 0,\s+)?(?:base)?[oO]ffset: '?(?<offset>\d{1,15})'?/g

/** The text in pieces: the records that it names, and what is between them. */
export function namedRecords(text: string): (string | NamedRecord)[] {
  const pieces: (string | NamedRecord)[] = []
  let end = 0
  for (const match of text.matchAll(NAMED)) {
    const { name, index, at, topic = name, partition = index, offset = at } = match.groups ?? {}
    if (topic === undefined) continue
    if (match.index > end) pieces.push(text.slice(end, match.index))
    pieces.push({ text: match[0], topic, partition: Number(partition), offset: Number(offset) })
    end = match.index + match[0].length
  }
  if (end < text.length) pieces.push(text.slice(end))
  return pieces
}
