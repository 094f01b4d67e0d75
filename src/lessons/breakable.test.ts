import MarkdownIt from 'markdown-it'
import { expect, test } from 'vitest'
import { breakable } from './breakable.ts'

test.each([
  ['保存在你的浏览器里。\n接下来你会给它建一个主题。', '保存在你的浏览器里。接下来你会给它建一个主题。'],
  ['它们使用真正的\nKafka 协议', '它们使用真正的\nKafka 协议'],
  ['one line\nand another', 'one line\nand another'],
])('lines of Chinese are joined without a space: %j', (source, text) => {
  expect(breakable(new MarkdownIt()).render(source)).toBe(`<p>${text}</p>\n`)
})
