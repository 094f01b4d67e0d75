import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildBatch } from './batch.ts'
import { AT } from './header.ts'
import { RecordWalk, type WalkedRecord, walkPlain } from './record-walk.ts'

const bytes = fc.option(fc.uint8Array({ maxLength: 200 }))
const record = fc.record({
  timestamp: fc.integer({ min: 0, max: 2_000_000_000_000 }),
  key: bytes,
  value: bytes,
  headers: fc.array(fc.record({ key: fc.string({ maxLength: 5 }), value: bytes }), { maxLength: 3 }),
})
const records = fc.array(record, { minLength: 1, maxLength: 8 })

function walked(bytes: Uint8Array, count: number) {
  const found: WalkedRecord[] = []
  const walk = new RecordWalk(count, { checksSizes: true, onRecord: (one) => found.push({ ...one }) })
  walk.push(bytes)
  return { found, problem: walk.end() }
}

function walkedPlain(bytes: Uint8Array, count: number) {
  const found: WalkedRecord[] = []
  return { found, isFine: walkPlain(bytes, count, (one) => found.push({ ...one })) }
}

test('records that are whole: the quick walk finds what the careful one finds', () => {
  fc.assert(
    fc.property(records, (made) => {
      const plain = buildBatch({ records: made }).subarray(AT.records)
      expect(walked(plain, made.length).problem).toBeNull()
      expect(walkedPlain(plain, made.length)).toEqual({ found: walked(plain, made.length).found, isFine: true })
    }),
  )
})

test('damaged ones: what the quick walk takes, the careful one takes too', () => {
  fc.assert(
    fc.property(records, fc.nat(), fc.nat(255), fc.nat(3), (made, at, byte, cut) => {
      const plain = buildBatch({ records: made }).slice(AT.records)
      plain[at % plain.length] = byte
      const damaged = plain.subarray(0, plain.length - cut)
      const { found, isFine } = walkedPlain(damaged, made.length)
      if (isFine) expect(walked(damaged, made.length)).toEqual({ found, problem: null })
    }),
    { numRuns: 2000 },
  )
})
