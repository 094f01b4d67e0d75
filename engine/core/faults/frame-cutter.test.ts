import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteReader, concat } from '../base/bytes.ts'
import { FrameCutter } from './frame-cutter.ts'

/** A frame of so many bytes, with its length. */
function frame(length: number): Uint8Array {
  const bytes = new Uint8Array(4 + length).fill(length)
  new DataView(bytes.buffer).setInt32(0, length)
  return bytes
}

const chunks = fc.array(fc.record({ length: fc.integer({ min: 1, max: 40 }), wantsFrames: fc.boolean() }), {
  minLength: 1,
})

test('however the stream is cut, all of it comes out, and what is called a frame is one', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 1 }), chunks, (lengths, cuts) => {
      const stream = concat(lengths.map(frame))
      const cutter = new FrameCutter()
      const pieces = []
      for (let at = 0, i = 0; at < stream.length; i++) {
        const { length, wantsFrames } = cuts[i % cuts.length] as { length: number; wantsFrames: boolean }
        pieces.push(...cutter.push(stream.subarray(at, at + length), wantsFrames))
        at += length
      }
      expect(concat(pieces.map(({ bytes }) => bytes))).toEqual(stream)
      for (const { bytes, isFrame } of pieces) if (isFrame) expect(bytes.length).toBe(4 + new ByteReader(bytes).int32())
    }),
  )
})

test('wanted from the first byte on, every frame comes whole', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 1 }), fc.integer({ min: 1, max: 50 }), (lengths, step) => {
      const stream = concat(lengths.map(frame))
      const cutter = new FrameCutter()
      const frames = []
      for (let at = 0; at < stream.length; at += step) frames.push(...cutter.push(stream.subarray(at, at + step), true))
      expect(frames.map(({ bytes }) => bytes)).toEqual(lengths.map(frame))
    }),
  )
})

test.each([
  ['below nothing', -1],
  ['beyond all bounds', 0x7000_0000],
])('a length %s is let by, and what follows it', (_what, length) => {
  const bytes = new Uint8Array(100)
  new DataView(bytes.buffer).setInt32(0, length)
  const cutter = new FrameCutter()
  const pieces = [bytes.subarray(0, 2), bytes.subarray(2)].flatMap((part) => cutter.push(part, true))
  expect(concat(pieces.map((piece) => piece.bytes))).toEqual(bytes)
  expect(pieces.some(({ isFrame }) => isFrame)).toBe(false)
})
