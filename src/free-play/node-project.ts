import { strToU8, zipSync } from 'fflate'
import { compileCell } from '../notebook/compile.ts'
import type { Library } from '../notebook/sandbox/messages.ts'
import { type Language, language } from '../session/settings.ts'
import { toBootstrapServers } from './bootstrap-servers.ts'
import { clientFiles } from './client-package.ts'
import { cellNames, type Item, toMarkdown } from './notebook-text.ts'

/** What `package.json` says of each package that a cell can import. */
const VERSIONS: { readonly [library in Library]: string } = {
  'kafka-clients': 'file:./kafka-clients',
  kafkajs: '2.2.4',
}

/** A cell as a program of its own. */
interface Program {
  readonly name: string
  readonly text: string
  readonly libraries: readonly Library[]
}

/** The notebook as a project for Node 20 and any Kafka: each cell a program, the client library beside them. Rejects when a cell does not compile. */
export async function nodeProject(name: string, items: readonly Item[]): Promise<Uint8Array> {
  const programs = await programsOf(items)
  const libraries = new Set(programs.flatMap(({ libraries }) => libraries))
  const names = programs.map(({ name }) => name)
  const files: [string, string][] = [
    ['package.json', packageJson(name, names, libraries)],
    ['README.md', readme(name, names, libraries)],
    ['notebook.md', toMarkdown(items)],
    ...(libraries.has('kafka-clients') ? await clientFiles() : []),
    ...programs.map(({ name, text }): [string, string] => [`${name}.mjs`, text]),
  ]
  return zipSync(Object.fromEntries(files.map(([path, text]) => [`${name}/${path}`, strToU8(text)])), { level: 9 })
}

async function programsOf(items: readonly Item[]): Promise<Program[]> {
  const names = cellNames(items)
  const programs: Program[] = []
  for (const [i, { source }] of items.entries()) if (names[i]) programs.push(await program(names[i], source))
  return programs
}

/** `console.chart` draws in the page; under Node it prints. */
const CHART = 'console.chart ??= (title, values) => console.log(title, values)\n'

async function program(name: string, source: string): Promise<Program> {
  const compiled = await compileCell(source)
  if ('error' in compiled) throw new Error(`${name}, line ${compiled.error.line}: ${compiled.error.text}`)
  const code = toBootstrapServers(compiled.cell.code)
  const chart = /\bconsole\s*\??\.\s*chart\b/.test(code) ? CHART : ''
  const libraries = compiled.cell.imports.map(({ library }) => library)
  return { name, text: chart + (code.endsWith('\n') ? code : `${code}\n`), libraries }
}

function packageJson(name: string, programs: readonly string[], libraries: ReadonlySet<Library>): string {
  const scripts = Object.fromEntries(programs.map((one) => [one, `node ${one}.mjs`]))
  const used = Object.entries(VERSIONS).filter(([library]) => libraries.has(library as Library))
  const dependencies = Object.fromEntries(used)
  const project = { name, private: true, type: 'module', engines: { node: '>=20' }, scripts, dependencies }
  return `${JSON.stringify(project, null, 2)}\n`
}

/** What the README says of each package, by language. */
const ABOUT: { readonly [language in Language]: { readonly [library in Library]: string } } = {
  en: {
    'kafka-clients': ' `kafka-clients` is Logbook’s client, which has the names of the Java client.',
    kafkajs: ' `kafkajs` comes from the registry.',
  },
  zh: {
    'kafka-clients': '`kafka-clients` 是 Logbook 的客户端，名称与 Java 客户端一致。',
    kafkajs: '`kafkajs` 从 npm 仓库安装。',
  },
}

/** The README’s own text, before and after the commands. */
const README: { readonly [language in Language]: { readonly intro: string; readonly outro: string } } = {
  en: {
    intro: 'A notebook of Logbook as programs for Node 20 or newer, against any Kafka.',
    outro: `\`BOOTSTRAP_SERVERS\` may name several brokers: \`one:9092,two:9092\`. \`notebook.md\` is the notebook itself, with its text
and commands.`,
  },
  zh: {
    intro: '由 Logbook 的笔记本导出：每个单元格是一个程序，需要 Node 20 以上，可连接任何 Kafka。',
    outro:
      '`BOOTSTRAP_SERVERS` 可以写多个 broker：`one:9092,two:9092`。`notebook.md` 是笔记本本身，包含其中的文本和命令。',
  },
}

function readme(name: string, programs: readonly string[], libraries: ReadonlySet<Library>): string {
  const { intro, outro } = README[language.peek()]
  const about = [...libraries].map((library) => ABOUT[language.peek()][library]).join('')
  return `# ${name}

${intro}

\`\`\`sh
npm install
export BOOTSTRAP_SERVERS=localhost:9092
${programs.map((one) => `npm run ${one}`).join('\n')}
\`\`\`

${outro}${about}
`
}
