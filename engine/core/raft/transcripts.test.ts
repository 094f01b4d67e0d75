/** The transcripts in testdata/: what pure quorums do, in the notation of transcript.ts. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { play } from './transcript.ts'

const folder = new URL('./testdata/', import.meta.url)

test.each(readdirSync(folder))('%s', (file) => {
  const transcript = readFileSync(new URL(file, folder), 'utf8').trimEnd()
  expect(play(transcript)).toBe(transcript)
})
