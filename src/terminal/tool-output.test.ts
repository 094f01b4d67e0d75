import { describe, expect, test } from 'vitest'
import { BrokenPipe } from './shell/pipe.ts'
import type { Writer } from './shell/streams.ts'
import { toolOutputs } from './tool-output.ts'

/** Two streams that note what each write brings, as `1:` and `2:`; `fails` says how the writes to stdout end. */
function terminal(fails: (text: string) => Error | undefined = () => undefined) {
  const writes: string[] = []
  const writer = (name: string): Writer => ({
    async write(bytes) {
      const text = new TextDecoder().decode(bytes)
      await Promise.resolve()
      const failure = name === '1' ? fails(text) : undefined
      if (failure) throw failure
      writes.push(`${name}:${text}`)
    },
  })
  return { writes, ...toolOutputs({ stdout: writer('1'), stderr: writer('2') }) }
}

describe('what a tool says', () => {
  test('is written in the order in which it was said, whichever output it went to', async () => {
    const { writes, stdout, stderr, written } = terminal()
    stdout.write('a')
    stderr.write('b')
    stdout.write('c')
    await written()
    expect(writes).toEqual(['1:a', '2:b', '1:c'])
  })

  test('goes in one piece as long as it goes to one output', async () => {
    const { writes, stdout, stderr, written } = terminal()
    for (const text of ['a', 'b', 'c']) stdout.write(text)
    for (const text of ['d', 'e']) stderr.write(text)
    await written()
    expect(writes).toEqual(['1:abc', '2:de'])
  })

  test('is never added to a piece that is on its way', async () => {
    const { writes, stdout, written } = terminal()
    stdout.write('a')
    await Promise.resolve()
    stdout.write('b')
    await written()
    expect(writes).toEqual(['1:a', '1:b'])
  })

  test('behind a closed pipe is dropped, and the tool can see it; the other output goes on', async () => {
    const { writes, stdout, stderr, written } = terminal(() => new BrokenPipe())
    stdout.write('a')
    expect(stdout.isClosed).toBe(false)
    await written()
    expect(stdout.isClosed).toBe(true)
    stdout.write('b')
    stderr.write('c')
    await written()
    expect(writes).toEqual(['2:c'])
  })

  test('that a stream cannot take fails the tool', async () => {
    const { stdout, written } = terminal(() => new Error('no room'))
    stdout.write('a')
    await expect(written()).rejects.toThrow('no room')
  })
})
