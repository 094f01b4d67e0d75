import { expect, test } from 'vitest'
import { ConsumerRecords } from '../../../engine/core/client/consumer-record.ts'
import { merged } from '../merged.ts'
import { cellConsole } from './console.ts'
import type { OutputItem } from './messages.ts'
import { recordRows } from './records.ts'

const ours = { topic: 'orders', partition: 2, offset: 5, timestamp: 1000, key: 'a', value: null, headers: [] }
const utf8 = (text: string) => new TextEncoder().encode(text)

test('records of kafka-clients', () => {
  const row = { topic: 'orders', partition: 2, offset: '5', timestamp: 1000, key: 'a', value: null }
  expect(recordRows(ours)).toEqual([row])
  expect(recordRows([ours, ours])).toEqual([row, row])
})

test('what a poll gave', () => {
  const polled = new ConsumerRecords(
    new Map([
      [
        'orders-2',
        [
          {
            ...ours,
            timestampType: 'CreateTime' as never,
            leaderEpoch: 0,
            serializedKeySize: 1,
            serializedValueSize: -1,
          },
        ],
      ],
    ]),
  )
  expect(recordRows(polled)?.map(({ offset }) => offset)).toEqual(['5'])
  expect(recordRows(new ConsumerRecords(new Map()))).toBeUndefined()
})

test('messages of kafkajs: bytes as text, or in hexadecimal', () => {
  const message = { offset: '7', timestamp: '1000', key: utf8('k'), value: new Uint8Array([0xff]), attributes: 0 }
  expect(recordRows({ topic: 't', partition: 0, message, heartbeat: () => {} })).toEqual([
    { topic: 't', partition: 0, offset: '7', timestamp: 1000, key: 'k', value: '0xff' },
  ])
})

test.each([
  [null],
  ['text'],
  [[]],
  [{ offset: 1 }],
  [{ topic: 't', partition: 0, offset: 3, timestamp: 1 }],
  [[ours, 1]],
])('not records: %o', (value) => {
  expect(recordRows(value)).toBeUndefined()
})

function printed(run: (console: Console) => void): OutputItem[] {
  const items: OutputItem[] = []
  run(
    cellConsole(
      (item) => items.push(item),
      () => 0,
    ) as Console,
  )
  return items
}

test('records that follow each other are one table', () => {
  const items = printed((console) => {
    console.log(ours)
    console.log([ours, ours])
    console.log('between')
    console.log(ours)
  })
  expect(merged(items).map((item) => (item.kind === 'records' ? item.rows.length : item.kind))).toEqual([3, 'text', 1])
})

test('console.table has a column for each field', () => {
  const [table] = printed((console) => console.table([{ a: 1 }, { b: 'x' }, 5]))
  expect(table).toEqual({
    kind: 'table',
    columns: ['', 'a', 'b', 'value'],
    rows: [
      ['0', '1', '', ''],
      ['1', '', 'x', ''],
      ['2', '', '', '5'],
    ],
  })
})

test('groups indent', () => {
  const items = printed((console) => {
    console.group('outer')
    console.log('one\ntwo')
    console.groupEnd()
    console.log('after')
  })
  expect(items.map((item) => item.kind === 'text' && item.text)).toEqual(['outer', '  one\n  two', 'after'])
})
