import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, DecodeError, equalBytes } from '../base/bytes.ts'
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  encodeResponseParts,
  FrameSplitter,
} from './frame.ts'

test('a request carries its header, body and length', () => {
  const bytes = encodeRequest('ApiVersions', 3, { correlationId: 7, clientId: 'kcat' }, { clientSoftwareName: 'kcat' })
  expect(new DataView(bytes.buffer, bytes.byteOffset).getInt32(0)).toBe(bytes.length - 4)
  const { api, header, body } = decodeRequest(bytes.subarray(4))
  expect(api.name).toBe('ApiVersions')
  expect(header).toEqual({ apiKey: 18, apiVersion: 3, correlationId: 7, clientId: 'kcat' })
  expect(body).toMatchObject({ clientSoftwareName: 'kcat' })
})

test('the response header of ApiVersions has no tags, that of other flexible versions has', () => {
  expect(encodeResponse('ApiVersions', 3, 1, { errorCode: 35 }).length).toBe(4 + 4 + 2 + 1 + 4 + 1)
  expect(decodeResponse('Heartbeat', 4, encodeResponse('Heartbeat', 4, 9, { errorCode: 27 }).subarray(4))).toEqual({
    correlationId: 9,
    body: { throttleTimeMs: 0, errorCode: 27 },
  })
})

test('an answer in parts is the answer, with large records as they are', () => {
  const sizes = fc.array(fc.oneof(fc.nat(100), fc.integer({ min: 60_000, max: 90_000 })), { maxLength: 5 })
  fc.assert(
    fc.property(sizes, fc.constantFrom(4, 11, 12, 18), (lengths, version) => {
      const partitions = lengths.map((length, partitionIndex) => ({
        partitionIndex,
        records: new Uint8Array(length).fill(partitionIndex + 1),
      }))
      const body = { responses: [{ partitions }] }
      const parts = encodeResponseParts('Fetch', version, 7, body)
      expect(Buffer.compare(Buffer.concat(parts), encodeResponse('Fetch', version, 7, body))).toBe(0)
      for (const { records } of partitions)
        if (records.length > 70_000) expect(parts.some((part) => part === records)).toBe(true)
    }),
    { numRuns: 30 },
  )
})

test('however a stream is cut, the same frames come out', () => {
  const frames = [0, 1, 5, 300].map((size) => new Uint8Array(size).fill(size))
  const stream = concat(
    frames.map((body) => concat([new Uint8Array([0, 0, body.length >> 8, body.length & 255]), body])),
  )
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
      const splitter = new FrameSplitter(1000)
      const edges = [0, ...cuts.sort((a, b) => a - b), stream.length]
      const got = edges.slice(1).flatMap((end, i) => splitter.push(stream.slice(edges[i], end)))
      expect(got.map((frame) => [...frame])).toEqual(frames.map((frame) => [...frame]))
    }),
  )
})

test('a frame of forty megabytes comes out whole', () => {
  const frame = new Uint8Array(40 << 20).map((_, i) => i >> 16)
  const splitter = new FrameSplitter(100 << 20)
  expect(splitter.push(new Uint8Array([frame.length >> 24, frame.length >> 16, 0]))).toEqual([])
  expect(splitter.push(new Uint8Array([0, ...frame.subarray(0, 9)]))).toEqual([])
  const got: Uint8Array[] = []
  for (let at = 9; at < frame.length; at += 1 << 20) got.push(...splitter.push(frame.subarray(at, at + (1 << 20))))
  expect(got.map((one) => equalBytes(one, frame))).toEqual([true])
})

test('who claims a large frame and sends nothing of it takes little memory', () => {
  const before = process.memoryUsage().arrayBuffers
  const claims = Array.from({ length: 40 }, () => new FrameSplitter(100 << 20))
  for (const splitter of claims) splitter.push(new Uint8Array([5, 0, 0, 0, 1]))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(claims.length * (3 << 20))
})

test.each([
  ['negative', [0xff, 0xff, 0xff, 0xff]],
  ['above the limit', [0, 0, 4, 1]],
])('a %s length is refused', (_name, bytes) => {
  expect(() => new FrameSplitter(1024).push(new Uint8Array(bytes))).toThrow(DecodeError)
})
