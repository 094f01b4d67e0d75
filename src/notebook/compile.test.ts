import { expect, test } from 'vitest'
import { compileCell } from './compile.ts'
import { highlight } from './highlight.ts'
import { kafkajsLog } from './kafkajs-log.ts'
import { cellError } from './sandbox/cell-error.ts'

test('types go, lines stay, imports are found', async () => {
  const source = `import { Kafka, type Producer } from 'kafkajs'
interface Order {
  id: number
}
const order: Order = { id: 1 }
await import("kafka-clients")
new Kafka(order as never)`
  const compiled = await compileCell(source)
  if (!('cell' in compiled)) throw new Error(compiled.error.text)
  const { code, imports } = compiled.cell
  expect(code.split('\n')).toHaveLength(7)
  expect(code.split('\n')[4]).toMatch(/^const order *= { id: 1 }$/)
  expect(imports.map(({ start, end, library }) => [code.slice(start, end), library])).toEqual([
    ['kafkajs', 'kafkajs'],
    ['kafka-clients', 'kafka-clients'],
  ])
})

test('an import that is only of types is none', async () => {
  const compiled = await compileCell(`import type { Producer } from 'kafkajs'\nlet p: Producer | undefined`)
  expect(compiled).toMatchObject({ cell: { imports: [] } })
})

test.each([
  ['const a = 1\nconst b = = 2', 2, 'SyntaxError: '],
  ['\n\nfoo(', 3, 'SyntaxError: '],
  ['const a = 1\n\nlet a = 2', 3, "SyntaxError: Identifier 'a' has already been declared"],
  ['function f() {\n  await 1\n}', 2, 'SyntaxError: '],
  ['const a = 1\n1 = a', 2, 'SyntaxError: Assigning to rvalue'],
  ['let a = 1\n\nbreak', 3, 'SyntaxError: Unsyntactic break'],
  ["const a = 1\nimport fs from 'fs'\nfs.x()", 2, "Cannot find package 'fs'"],
  ["await import('https://example.com/x.js')", 1, "Cannot find package 'https://example.com/x.js'"],
])('%j is refused at its line', async (source, line, text) => {
  expect(await compileCell(source)).toMatchObject({ error: { line, text: expect.stringContaining(text) } })
})

test.each([
  ['Properties props = new Properties();\nprops.put("a", "b");', true],
  ['import java.util.Properties;\nfoo();', true],
  ['public class Demo {\n  public static void main(String[] args) {}\n}', true],
  ['ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));', true],
  ['for (ConsumerRecord<String, String> record : records)\n  foo(record);', true],
  ['const a = 1\nconst b = = 2', undefined],
  ["import { KafkaProducer } from 'kafka-clients'\nfoo(", undefined],
])('whether %j is told to be Java', async (source, isJava) => {
  const compiled = await compileCell(source)
  expect('error' in compiled && compiled.error.isJava).toBe(isJava)
})

test.each([
  ['const a = 1\nconst b = = 2', 11],
  ["import fs from 'fs'\nfs.x()", 16],
  ['const a: number = 1; const a: string = 2', 28],
])('%j: the column of what is wrong', async (source, column) => {
  expect(await compileCell(source)).toMatchObject({ error: { column } })
})

const MODULE = 'blob:null/1234'

test.each([
  [
    'V8',
    `Error: boom\n    at send (${MODULE}:2:9)\n    at Sender.run (blob:null/lib:1:99)\n    at async ${MODULE}:5:1`,
    ['at send (line 2)', 'at the cell (line 5)'],
  ],
  [
    'Firefox',
    `send@${MODULE}:2:9\nrun@blob:null/lib:1:99\n@${MODULE}:5:1`,
    ['at send (line 2)', 'at the cell (line 5)'],
  ],
])('frames of the cell in a stack of %s', (_engine, stack, frames) => {
  const error = Object.assign(new Error('boom'), { stack })
  expect(cellError(error, MODULE)).toEqual({ kind: 'error', text: 'Error: boom', line: 2, stack: frames })
})

test('a name that a library does not export is told with the library and the line of its import', () => {
  const error = Object.assign(new SyntaxError("module 'blob:null/lib' has no export 'Foo'"), { stack: '' })
  const imports = [{ name: 'kafkajs', address: 'blob:null/lib', line: 3 }]
  expect(cellError(error, MODULE, imports)).toMatchObject({
    text: "SyntaxError: module 'kafkajs' has no export 'Foo'",
    line: 3,
  })
})

test('what is thrown need not be an error', () => {
  expect(cellError({ a: 1 }, MODULE).text).toBe('Uncaught { a: 1 }')
})

test('highlighting keeps every character, and colours by kind', () => {
  const code = "const a: Order = 'x' // y\n`two\nlines` + 12"
  const lines = highlight(code)
  expect(lines.map((pieces) => pieces.map(({ text }) => text).join('')).join('\n')).toBe(code)
  const kinds = lines.flat().flatMap(({ kind, text }) => (kind === 'plain' ? [] : [`${kind} ${text}`]))
  expect(kinds).toEqual([
    'keyword const',
    'type Order',
    "string 'x'",
    'comment // y',
    'string `two',
    'string lines`',
    'number 12',
  ])
})

test('the log of kafkajs is read, other JSON is not', () => {
  const line = '{"level":"ERROR","timestamp":"t","logger":"kafkajs","message":"[Connection] x","error":"why"}'
  expect(kafkajsLog(line)).toEqual({ level: 'ERROR', message: 'kafkajs [Connection] x: why' })
  expect(kafkajsLog('{"level":"ERROR","message":"mine"}')).toBeUndefined()
  expect(kafkajsLog('{"level":"')).toBeUndefined()
})
