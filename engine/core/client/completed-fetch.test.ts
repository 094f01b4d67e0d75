/** What a fetch gives when a record or a batch in it is bad. */
import { expect, test } from 'vitest'
import { buildBatch, type RecordInit } from '../record/batch.ts'
import { CompletedFetch } from './completed-fetch.ts'

const partition = { topic: 't', partition: 0 }

function batch(baseOffset: number, ...values: string[]): Uint8Array {
  const record = (value: string): RecordInit => ({
    timestamp: 0,
    key: null,
    value: new TextEncoder().encode(value),
    headers: [],
  })
  return buildBatch({ baseOffset, records: values.map(record) })
}

function fetchOf(...batches: Uint8Array[]): CompletedFetch {
  const bytes = new Uint8Array(batches.flatMap((one) => [...one]))
  return new CompletedFetch(partition, 0, bytes, { checkCrcs: true, aborted: null })
}

/** The values of one drain, then the error that ended it. */
function drain(fetch: CompletedFetch, refused?: string): string[] {
  const seen: string[] = []
  try {
    fetch.drain(10, ({ value }) => {
      const text = new TextDecoder().decode(value ?? undefined)
      if (text === refused) throw new Error(`no ${text}`)
      seen.push(text)
    })
  } catch (error) {
    const { message, cause } = error as Error
    seen.push(cause instanceof Error ? `${message} ← ${cause.message}` : message)
  }
  return seen
}

test('a record that is refused stays the next one', () => {
  const fetch = fetchOf(batch(0, 'a', 'bad', 'c'))
  expect(drain(fetch, 'bad')).toEqual(['a', 'no bad'])
  expect(fetch.nextOffset).toBe(1)
  expect(drain(fetch, 'bad')).toEqual(['no bad'])
  expect(drain(fetch)).toEqual(['bad', 'c'])
})

test('a batch with a wrong checksum is told of at every drain and never passed', () => {
  const corrupt = batch(2, 'c', 'd')
  corrupt[corrupt.length - 2] = (corrupt[corrupt.length - 2] as number) ^ 1
  const fetch = fetchOf(batch(0, 'a', 'b'), corrupt, batch(4, 'e'))
  const told =
    /^Received exception when fetching the next record from t-0\. If needed, please seek past the record to continue consumption\. ← Record batch for partition t-0 at offset 2 is invalid, cause: Record is corrupt \(stored crc = \d+, computed crc = \d+\)$/
  expect(drain(fetch)).toEqual(['a', 'b', expect.stringMatching(told)])
  expect(drain(fetch)).toEqual([expect.stringMatching(told)])
  expect([fetch.nextOffset, fetch.isDrained]).toEqual([2, false])
})
