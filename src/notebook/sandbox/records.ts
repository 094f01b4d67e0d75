/** Values that look like Kafka records, for the table beneath a cell. */

/** A record as the table shows it; null: the record has none. */
export interface RecordRow {
  readonly topic: string | null
  readonly partition: number | null
  readonly offset: string
  /** ms since 1970. */
  readonly timestamp: number | null
  readonly key: string | null
  readonly value: string | null
}

const MOST_ROWS = 1000

/**
 * The rows of a record, a list of records, or what a poll gave; undefined when it is something else. Knows the records of
 * `kafka-clients` and the messages of kafkajs (`{ topic, partition, message }`, and a message alone).
 */
export function recordRows(value: unknown): readonly RecordRow[] | undefined {
  const single = recordRow(value)
  if (single) return [single]
  if (!isListLike(value)) return undefined
  const rows: RecordRow[] = []
  for (const part of value) {
    const row = recordRow(part)
    if (!row) return undefined
    if (rows.length < MOST_ROWS) rows.push(row)
  }
  return rows.length > 0 ? rows : undefined
}

function isListLike(value: unknown): value is Iterable<unknown> {
  if (Array.isArray(value)) return true
  const poll = value as { count?: unknown; partitions?: unknown; [Symbol.iterator]?: unknown } | null
  return (
    typeof poll === 'object' &&
    typeof poll?.count === 'function' &&
    typeof poll.partitions === 'function' &&
    typeof poll[Symbol.iterator] === 'function'
  )
}

function recordRow(value: unknown): RecordRow | undefined {
  if (!isObject(value)) return undefined
  if (isObject(value['message']) && 'partition' in value) {
    return recordRow({ ...value['message'], topic: value['topic'], partition: value['partition'] })
  }
  const { offset, key, timestamp, topic, partition } = value
  const counted = typeof offset === 'number' || (typeof offset === 'string' && /^\d+$/.test(offset))
  if (!counted || !('value' in value) || !('key' in value) || !('timestamp' in value)) return undefined
  return {
    topic: typeof topic === 'string' ? topic : null,
    partition: typeof partition === 'number' ? partition : null,
    offset: String(offset),
    timestamp: Number(timestamp) >= 0 ? Number(timestamp) : null,
    key: cellText(key),
    value: cellText(value['value']),
  }
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

/** Bytes are shown as text where they are UTF-8, else in hexadecimal. */
function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return bytesText(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function bytesText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }
}
