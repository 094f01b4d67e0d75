import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { md5 } from './md5.ts'

test('equals that of node for any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
      const digest = new Int32Array(4)
      md5(data, digest)
      expect(Buffer.from(digest.buffer).toString('hex')).toBe(createHash('md5').update(data).digest('hex'))
    }),
  )
})
