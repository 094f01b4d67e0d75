import { strToU8, zipSync } from 'fflate'
import { compileCell } from '../notebook/compile.ts'
import { cellNames, type Item, toMarkdown } from './notebook-text.ts'

const CLIENT_PACKAGE = {
  name: 'kafka-clients',
  version: '0.1.0',
  type: 'module',
  main: 'index.mjs',
  license: 'Apache-2.0',
}

/** The notebook as a project for Node 20 and any Kafka: each cell a program, the client library beside them. Rejects when a cell does not compile. */
export async function nodeProject(name: string, items: readonly Item[]): Promise<Uint8Array> {
  const names = cellNames(items)
  const programs: [string, string][] = []
  for (const [i, { source }] of items.entries())
    if (names[i]) programs.push([`${names[i]}.mjs`, await program(names[i], source)])
  const { default: client } = await import('../cluster/node-clients.ts?node')
  const paths = programs.map(([path]) => path)
  const files: [string, string][] = [
    ['package.json', packageJson(name, paths)],
    ['README.md', readme(name, paths)],
    ['notebook.md', toMarkdown(items)],
    ['kafka-clients/package.json', json(CLIENT_PACKAGE)],
    ['kafka-clients/index.mjs', client],
    ...programs,
  ]
  return zipSync(Object.fromEntries(files.map(([path, text]) => [`${name}/${path}`, strToU8(text)])), { level: 9 })
}

/** `console.chart` draws in the page; under Node it prints. */
const CHART = 'console.chart ??= (title, values) => console.log(title, values)\n'

/** Where a cell says localhost:9092, the program goes to BOOTSTRAP_SERVERS if that is set. */
async function program(name: string, source: string): Promise<string> {
  const compiled = await compileCell(source)
  if ('error' in compiled) throw new Error(`${name}, line ${compiled.error.line}: ${compiled.error.text}`)
  const code = compiled.cell.code.replaceAll(
    /(['"`])localhost:9092\1/g,
    "(process.env.BOOTSTRAP_SERVERS ?? 'localhost:9092')",
  )
  const chart = /\bconsole\s*\??\.\s*chart\b/.test(code) ? CHART : ''
  return chart + (code.endsWith('\n') ? code : `${code}\n`)
}

function packageJson(name: string, programs: readonly string[]): string {
  const scripts = Object.fromEntries(programs.map((path) => [path.replace('.mjs', ''), `node ${path}`]))
  const dependencies = { 'kafka-clients': 'file:./kafka-clients', kafkajs: '2.2.4' }
  const project = { name, private: true, type: 'module', engines: { node: '>=20' }, scripts, dependencies }
  return json(project)
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function readme(name: string, programs: readonly string[]): string {
  const runs = programs.map((path) => `npm run ${path.replace('.mjs', '')}`)
  return `# ${name}

A notebook of Logbook as programs for Node 20 or newer, against any Kafka.

\`\`\`sh
npm install
export BOOTSTRAP_SERVERS=localhost:9092
${runs.join('\n')}
\`\`\`

\`notebook.md\` is the notebook itself, with its text and commands. \`kafka-clients\` is Logbook’s client, which has the names of the
Java client; \`kafkajs\` comes from the registry.
`
}
