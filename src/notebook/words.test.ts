import { afterEach, expect, test } from 'vitest'
import { language } from '../session/settings.ts'
import type { OutputItem } from './sandbox/messages.ts'
import { Output } from './sandbox/output.ts'
import { said } from './words.ts'

afterEach(() => {
  language.value = 'en'
})

test('that a cell has put out too much is said in the language of the page; what else it says stays', () => {
  const items: OutputItem[] = []
  const output = new Output(
    (some) => items.push(...some),
    () => {},
  )
  for (let i = 0; i < 6000; i++) output.add({ kind: 'text', level: 'log', text: 'mine' })
  output.flush()
  language.value = 'zh'
  const texts = items.map((item) => (item.kind === 'text' ? said(item.text) : ''))
  expect(texts[0]).toBe('mine')
  expect(texts.at(-1)).toMatch(/输出太多/)
})
