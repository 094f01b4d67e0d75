import { zipSync } from 'fflate'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readProgress } from '../lessons/progress-file.ts'
import { reasonOf } from '../session/local-error.ts'
import { language } from '../session/settings.ts'
import { openPackAt, openZip } from './open-pack.ts'
import { openFile } from './open-shown.ts'
import { reasonText } from './words.ts'

beforeEach(() => void (language.value = 'zh'))
afterEach(() => void (language.value = 'en'))

/** What the page says of it in Chinese. */
async function said(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    return reasonText((error as Error).message)
  }
  throw new Error('nothing is wrong with it')
}

const progress = (file: object) => () => readProgress(JSON.stringify({ format: 'logbook-progress', ...file }))
const many = (files: number) =>
  Object.fromEntries(Array.from({ length: files }, (_, i) => [`${i}.md`, new Uint8Array()]))
const AT = 'https://a.example/'

test.each([
  ['a file of something else', () => readProgress('{}')],
  ['a file that is no JSON', () => readProgress('{')],
  ['a file of a later page', progress({ version: 7 })],
  ['a damaged file', progress({ version: 1, lessons: { 'a/1': {} } })],
  ['a file that is too large', () => readProgress(' '.repeat(5 * 1024 * 1024))],
  ['a zip that is none', () => openPackAt(`${AT}a.zip`, async () => new Response('no'))],
  ['a file that is no zip', () => openZip(new Uint8Array(100))],
  ['a zip of too many files', () => openZip(zipSync(many(10_001)))],
  [
    'a zip that says what is not so',
    () => openZip(zipSync(many(1)).map((byte, i, all) => (i === all.length - 22 - 50 + 24 ? 1 : byte))),
  ],
])('why %s cannot be opened is told in Chinese', async (_name, work) => {
  const text = await said(work)
  expect(text).toMatch(/\p{Script=Han}/u)
  expect(text).not.toMatch(/[a-z]{3,} [a-z]{2,}/)
})

test('why a file cannot be opened is told in the language of the moment, not in that of the attempt', async () => {
  const refused = await openFile(new File(['no zip'], 'a.zip')).then(
    () => undefined,
    (error: unknown) => reasonOf(error),
  )
  const told = () => (typeof refused === 'function' ? refused() : refused)
  expect(told()).toMatch(/^这不是课程包的 zip：/)
  language.value = 'en'
  expect(told()).toMatch(/^this is not a zip of a pack: /)
})
