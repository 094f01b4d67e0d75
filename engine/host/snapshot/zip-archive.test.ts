import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { ZipArchive, ZipFault } from './zip-archive.ts'

/** The zip with another value in the directory's entry of its first file. */
function lying(zip: Uint8Array, offset: number, value: number): Uint8Array {
  const bytes = zip.slice()
  const view = new DataView(bytes.buffer)
  const entry = view.getUint32(bytes.length - 22 + 16, true)
  view.setUint32(entry + offset, value, true)
  return bytes
}

const SIZE = 24
const AS = new Uint8Array(100_000).fill(97)

test('what was packed is read, deflated or as it was', () => {
  const all = { 'a/ü.txt': strToU8('hello'), empty: new Uint8Array(), large: AS }
  for (const level of [0, 9] as const) {
    const archive = new ZipArchive(zipSync(all, { level }), 3)
    expect([...archive.sizes]).toEqual(Object.entries(all).map(([name, bytes]) => [name, bytes.length]))
    for (const [name, bytes] of Object.entries(all)) expect(archive.read(name)).toEqual(bytes)
    expect(archive.read('none')).toBeUndefined()
  }
})

test.each([9, 100, AS.length - 1, AS.length + 1])('a size of %s that is none is not believed', (size) => {
  const archive = new ZipArchive(lying(zipSync({ a: AS }), SIZE, size), 1)
  expect(() => archive.read('a')).toThrow('its file a is not as large as it says')
})

test('no more files than are allowed, none twice, none over another', () => {
  expect(() => new ZipArchive(zipSync({ a: AS, b: AS }), 1)).toThrow('it has more than 1 files')
  expect(() => new ZipArchive(lying(zipSync({ a: AS }), 20, 1 << 30), 1)).toThrow('its files overlap')
  const twice = zipSync({ ab: strToU8('x'), cd: strToU8('y') }).map((byte) => ({ 99: 97, 100: 98 })[byte] ?? byte)
  expect(() => new ZipArchive(twice, 9)).toThrow('its file ab is there twice')
})

test('whatever the bytes are, there is a content as large as told or a fault', () => {
  const zip = zipSync({ a: strToU8('hello hello hello'), b: new Uint8Array(500) })
  const changes = fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 4 })
  fc.assert(
    fc.property(changes, fc.nat(zip.length), (changed, length) => {
      const bytes = zip.slice()
      for (const [at, byte] of changed) bytes[at] = byte
      for (const whole of [bytes, bytes.subarray(0, length)]) {
        try {
          const archive = new ZipArchive(whole, 2)
          for (const [name, size] of archive.sizes) if (size < 1e6) expect(archive.read(name)).toHaveLength(size)
        } catch (error) {
          expect(error).toBeInstanceOf(ZipFault)
        }
      }
    }),
    { numRuns: 1000 },
  )
})
