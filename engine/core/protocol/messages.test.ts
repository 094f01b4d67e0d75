import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader, DecodeError, equalBytes } from '../base/bytes.ts'
import { base64url } from '../base/uuid.ts'
import { ALL_APIS, APIS, apiOf, BEYOND } from './apis.ts'
import { APIS_BEYOND } from './apis-beyond.ts'
import { decode, encode, read } from './codec.ts'
import { filled } from './defaults.ts'
import * as consumerProtocol from './messages/consumer-protocol.ts'
import * as files from './messages/files.ts'
import * as groupRecords from './messages/group-records.ts'
import * as headers from './messages/headers.ts'
import * as metadataRecords from './messages/metadata-records.ts'
import * as principal from './messages/principal.ts'
import * as raftRecords from './messages/raft-records.ts'
import * as shareGroupRecords from './messages/share-group-records.ts'
import * as shareRecords from './messages/share-records.ts'
import * as streamsGroupRecords from './messages/streams-group-records.ts'
import * as transactionRecords from './messages/transaction-records.ts'
import { bounds, type Field, type Fields, inRange, type Message } from './schema.ts'

const DATA: readonly Message[] = [
  consumerProtocol,
  files,
  groupRecords,
  headers,
  metadataRecords,
  principal,
  raftRecords,
  shareGroupRecords,
  shareRecords,
  streamsGroupRecords,
  transactionRecords,
].flatMap((module) => Object.values(module) as Message[])

const EVERY = [...Object.values(APIS), ...Object.values(APIS_BEYOND)]
const MESSAGES: readonly Message[] = [...EVERY.flatMap((api) => [api.request, api.response]), ...DATA]

const EACH = MESSAGES.flatMap((message) =>
  versionsOf(message).map((version) => [message.name, version, message] as const),
)

function versionsOf(message: Message): number[] {
  const { min, max } = bounds(message.versions)
  return Array.from({ length: max - min + 1 }, (_, i) => min + i)
}

const INTEGERS: { readonly [kind: string]: fc.Arbitrary<unknown> } = {
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -0x8000, max: 0x7fff }),
  uint16: fc.integer({ min: 0, max: 0xffff }),
  int32: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  uint32: fc.integer({ min: 0, max: 0xffff_ffff }),
  int64: fc.maxSafeInteger(),
  bigint64: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
  float64: fc.double({ noNaN: true }),
  bool: fc.boolean(),
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(base64url),
  string: fc.string({ unit: 'grapheme', maxLength: 6 }),
  bytes: fc.uint8Array({ maxLength: 6 }),
  records: fc.uint8Array({ maxLength: 6 }),
}

/** Values that this version of the message can carry. */
function valuesOf(fields: Fields, version: number, flexible: boolean): fc.Arbitrary<Record<string, unknown>> {
  const carried = Object.entries(fields).filter(([, { options }]) => {
    const { versions = '0+', tag, tagged = versions } = options
    return inRange(versions, version) && (tag === undefined || (flexible && inRange(tagged, version)))
  })
  return fc.record(Object.fromEntries(carried.map(([name, field]) => [name, arbitraryOf(field, version, flexible)])))
}

function arbitraryOf(field: Field<unknown>, version: number, flexible: boolean): fc.Arbitrary<unknown> {
  const plain = plainValue(field, version, flexible)
  const { nullable } = field.options
  return nullable !== undefined && inRange(nullable, version) ? fc.option(plain, { nil: null }) : plain
}

function plainValue(field: Field<unknown>, version: number, flexible: boolean): fc.Arbitrary<unknown> {
  if (field.kind === 'struct') return valuesOf(field.fields as Fields, version, flexible)
  if (field.kind === 'array')
    return fc.array(arbitraryOf(field.element as Field<unknown>, version, flexible), { maxLength: 2 })
  return INTEGERS[field.kind] as fc.Arbitrary<unknown>
}

describe.each(EACH)('%s v%i', (_name, version, message) => {
  const flexible = inRange(message.flexible, version)

  test('decode(encode(value)) = value, with absent fields at their default', () => {
    fc.assert(
      fc.property(valuesOf(message.fields, version, flexible), (value) => {
        const bytes = encode(message, version, value as never)
        const again = decode(message, version, bytes)
        expect(again).toEqual(filled(message, value as never))
        return equalBytes(bytes, encode(message, version, again as never))
      }),
      { numRuns: 8 },
    )
  })

  test('any bytes decode or end in a DecodeError, and never make more values than there are bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          return sizeOf(read(message, version, new ByteReader(bytes))) <= 64 * (bytes.length + 8)
        } catch (error) {
          return error instanceof DecodeError
        }
      }),
      { numRuns: 30 },
    )
  })
})

/** Values in a decoded message: fields and elements, at every depth. */
function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return 1
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + sizeOf(one), 1)
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, one) => sum + sizeOf(one), 1)
}

test('what is told of an API without its messages is what they say', () => {
  const told = EVERY.map(({ key, name, request }) => {
    const { versions, listeners } = request as Message
    return [key, { key, name, versions, onBrokers: listeners?.includes('broker') === true }] as const
  })
  expect(ALL_APIS).toEqual(new Map(told))
})

test('messages beyond those of our nodes are there once they are loaded', async () => {
  await BEYOND.loading()
  expect(apiOf(76)).toBe(APIS_BEYOND.ShareGroupHeartbeat)
  expect(apiOf(0)).toBe(APIS.Produce)
})

test('what a version cannot carry is refused unless ignorable', () => {
  expect(() => encode(APIS.Fetch.request, 4, { topics: [], forgottenTopicsData: [{ topic: 'a' }] })).toThrow(
    'FetchRequest.forgottenTopicsData cannot be written in version 4',
  )
  expect(() => encode(APIS.Fetch.request, 4, { topics: [], rackId: 'r1' })).not.toThrow()
})

test('unknown tagged fields are kept and written back', () => {
  const plain = encode(APIS.ApiVersions.request, 3, { clientSoftwareName: 'a', clientSoftwareVersion: 'b' })
  const tagged = new Uint8Array([...plain.subarray(0, -1), 1, 77, 2, 9, 9])
  expect(encode(APIS.ApiVersions.request, 3, decode(APIS.ApiVersions.request, 3, tagged))).toEqual(tagged)
})
