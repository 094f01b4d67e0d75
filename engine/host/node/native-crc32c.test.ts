import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { crc32c, useNativeCrc32c } from '../../core/base/crc32c.ts'
import { nativeCrc32c } from './native-crc32c.ts'

afterEach(() => useNativeCrc32c(undefined))

const ascii = (text: string) => new TextEncoder().encode(text)

describe('CRC-32C', () => {
  it('is the one of RFC 3720', () => {
    expect(crc32c(ascii('123456789'))).toBe(0xe3069283)
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
  })

  it.runIf(nativeCrc32c())('of the processor is the same, of any part of any bytes', () => {
    const bytes = fc.uint8Array({ minLength: 600, maxLength: 5000 })
    fc.assert(
      fc.property(bytes, fc.nat(80), fc.nat(600), (all, start, cut) => {
        const end = all.length - Math.min(cut, all.length - start)
        useNativeCrc32c(undefined)
        const own = crc32c(all, start, end)
        expect(nativeCrc32c()?.(all.subarray(start, end))).toBe(own)
        useNativeCrc32c(nativeCrc32c())
        expect(crc32c(all, start, end)).toBe(own)
      }),
    )
  })

  it('of few bytes is not asked of the processor', () => {
    useNativeCrc32c(() => 42)
    expect(crc32c(ascii('123456789'))).toBe(0xe3069283)
    expect(crc32c(new Uint8Array(4096))).toBe(42)
  })
})
