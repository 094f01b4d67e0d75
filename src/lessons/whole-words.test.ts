import { expect, test } from 'vitest'
import { wholeParts, wholeWords } from './whole-words.ts'

test.each([
  ['kafka-topics.sh was run without --describe', ['', 'kafka-topics.sh', ' was run without ', '--describe', '']],
  ['without --reset-offsets -n 3, lag −2', ['without ', '--reset-offsets', ' ', '-n', ' 3, lag −2']],
  ['billing-2: 5', ['billing-2: 5']],
])('no line ends in a command or option of %s', (text, parts) => {
  expect(wholeParts(text)).toEqual(parts)
})

const whole = (text: string) => `<span class="short">${text}</span>`

test.each([
  ['<code>kafka-topics.sh</code>', '<code class="short">kafka-topics.sh</code>'],
  ['<code>kafka-console-producer.sh</code>', `<code>${whole('kafka-console-producer.sh')}</code>`],
  [
    'the <code>kafka-topics.sh --list | grep my-orders</code> of <code>a-b</code>',
    `the <code>${whole('kafka-topics.sh')} ${whole('--list')} | grep ${whole('my-orders')}</code> of <code class="short">a-b</code>`,
  ],
  ['<code>echo &quot;a-b&quot; and more of the same</code>', '<code>echo &quot;a-b&quot; and more of the same</code>'],
  [`<code>${'a-'.repeat(20)}b</code>`, `<code>${'a-'.repeat(20)}b</code>`],
  ['a-b-c, and a long text that is no code at all', 'a-b-c, and a long text that is no code at all'],
])('words with hyphens stay whole in %s', (html, shown) => {
  expect(wholeWords(html)).toBe(shown)
})
