import { strFromU8, unzipSync } from 'fflate'
import { expect, test, vi } from 'vitest'
import { language } from '../session/settings.ts'
import { nodeProject } from './node-project.ts'
import { fromMarkdown } from './notebook-text.ts'

vi.mock('../cluster/node-clients.ts?node', () => ({ default: 'export const library = 1\n' }))
vi.mock('../notebook/libraries/kafka-clients.ts?types', () => ({
  default: { 'index.d.ts': "export * from './src/a'\n" },
}))

/** The files of the project that a notebook becomes, by path. */
async function filesOf(markdown: string): Promise<Record<string, string>> {
  const zip = unzipSync(await nodeProject('mine', fromMarkdown(markdown)))
  return Object.fromEntries(Object.entries(zip).map(([path, bytes]) => [path.slice('mine/'.length), strFromU8(bytes)]))
}

const cell = (code: string, words = '') => `\`\`\`ts${words}\n${code}\n\`\`\`\n`

/** What a cell's program does where the variable has this value. */
async function ran(code: string, bootstrap?: string): Promise<unknown> {
  const { 'cell-1.mjs': program } = await filesOf(cell(`const use = (it) => it\n${code}`))
  const env = bootstrap === undefined ? {} : { BOOTSTRAP_SERVERS: bootstrap }
  return new Function('process', `${program}`.replace(/^use\(/m, 'return use('))({ env })
}

test.each([
  ["use('localhost:9092')", undefined, 'localhost:9092'],
  ["use('localhost:9092')", 'a:1,b:2', 'a:1,b:2'],
  ["use('localhost:9092,localhost:9093')", 'a:1,b:2', 'a:1,b:2'],
  ["use('localhost:9092,localhost:9093')", undefined, 'localhost:9092,localhost:9093'],
  ["use(['localhost:9092'])", 'a:1,b:2', ['a:1', 'b:2']],
  ["use(['localhost:9092'])", 'a:1, b:2', ['a:1', 'b:2']],
  ['use([\n\'localhost:9092\', "localhost:9094",\n])', 'a:1,b:2', ['a:1', 'b:2']],
  ['use([`localhost:9092`, `localhost:9093`])', undefined, ['localhost:9092', 'localhost:9093']],
  ["use({ 'localhost:9092': 1 })", 'a:1', { 'localhost:9092': 1 }],
  ['use("it says \'localhost:9092\'")', 'a:1', "it says 'localhost:9092'"],
])('%s, with BOOTSTRAP_SERVERS %s', async (code, bootstrap, expected) => {
  expect(await ran(code, bootstrap)).toEqual(expected)
})

test('a cell keeps its name as that of its program; a name that is there already, or none, is a number', async () => {
  const files = await filesOf(`${cell('1', ' cell=make-topic')}${cell('2', ' cell=make-topic')}${cell('3')}`)
  expect(Object.keys(files).filter((path) => path.endsWith('.mjs'))).toEqual([
    'make-topic.mjs',
    'cell-2.mjs',
    'cell-3.mjs',
  ])
  expect(files['README.md']).toContain('npm run make-topic')
  expect(files['notebook.md']).toContain('```ts cell=make-topic\n')
})

test('what npm runs by itself when it installs is no name of a script', async () => {
  const { 'package.json': json } = await filesOf(`${cell('1', ' cell=prepare')}${cell('2', ' cell=install')}`)
  expect(Object.keys(JSON.parse(json ?? '').scripts)).toEqual(['cell-1', 'cell-2'])
})

test('only what a cell imports is a dependency', async () => {
  const dependencies = async (markdown: string) => {
    const files = await filesOf(markdown)
    const folder = Object.keys(files).filter((path) => path.startsWith('kafka-clients/'))
    return [Object.keys(JSON.parse(files['package.json'] ?? '').dependencies), folder.length > 0]
  }
  expect(await dependencies(cell('1'))).toEqual([[], false])
  expect(await dependencies(cell("import { Kafka } from 'kafkajs'\nnew Kafka({})"))).toEqual([['kafkajs'], false])
  expect(await dependencies(cell("const a = await import('kafka-clients')\na"))).toEqual([['kafka-clients'], true])
})

test('the client is a package that says what it is, with its types and its licence', async () => {
  const files = await filesOf(cell("import { KafkaProducer } from 'kafka-clients'\nnew KafkaProducer({})"))
  const about = JSON.parse(files['kafka-clients/package.json'] ?? '')
  expect(about.description).toContain('Logbook')
  expect(files[`kafka-clients/${about.types}`]).toBe("export * from './src/a.js'\n")
  expect(files['kafka-clients/LICENSE']).toContain('Apache License')
  expect(files['kafka-clients/README.md']).toContain('KafkaProducer')
})

test('the README is in the learner’s language', async () => {
  const markdown = cell("import { KafkaProducer } from 'kafka-clients'\nnew KafkaProducer({})")
  language.value = 'zh'
  try {
    const readme = (await filesOf(markdown))['README.md'] ?? ''
    expect(readme).toContain('export BOOTSTRAP_SERVERS=localhost:9092\nnpm run cell-1\n')
    expect(readme).toContain('由 Logbook 的笔记本导出')
    const prose = readme.replace(/^# mine|```sh[\s\S]*?```|`[^`]*`/g, '')
    expect(prose.replace(/Logbook|Node 20|Kafka|Java|broker/g, '')).not.toMatch(/[A-Za-z]{3,}/)
  } finally {
    language.value = 'en'
  }
})
