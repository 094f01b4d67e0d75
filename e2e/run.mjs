// The browser tests: builds the harness, serves the built page, runs every *.e2e.mjs, four at a time, for they wait more than they work.
// `[DIST=folder] node e2e/run.mjs [name …] [--shots DIR] [--lanes N] [--walks]`; `--walks`: instead of them every walks/*.walk.mjs.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { serve } from '../scripts/serve.mjs'
import { launch } from './chromium.mjs'
import { PATIENCE } from './helpers.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const args = process.argv.slice(2)
const shots = option('--shots') ?? join(here, '../.cache/shots')
const lanes = Number(option('--lanes') ?? 4)
const [tests, ending] = flag('--walks') ? [join(here, 'walks'), '.walk.mjs'] : [here, '.e2e.mjs']
const harnessDir = mkdtempSync(join(tmpdir(), 'logbook-harness-'))
mkdirSync(shots, { recursive: true })

await build({
  configFile: false,
  root: here,
  base: './',
  logLevel: 'warn',
  build: {
    outDir: harnessDir,
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: { input: join(here, 'harness.html') },
  },
})
const folder = process.env.DIST ?? join(here, '../dist')
const site = await serve(folder, 0)
const harness = await serve(harnessDir, 0)
const browser = await launch(['--disable-background-networking', '--disable-component-update', '--disable-quic'])

/** What Chromium says when the page's policy refuses something; tests that try just that. */
const REFUSED = /violates the following (?:Content Security Policy|directive)|^Refused to /
const TRIES_REFUSED = /^(?:escape|policy)\.e2e|the sandbox reaches/

/** The longest, by parts of their names: they begin first, so that all lanes end together. */
const LONGEST = [
  'work: axe',
  'other assignors',
  'idempotence/26',
  'undo takes back a jump',
  'lesson 24',
  'kill the leader',
  'a kafka-clients cell',
  'two consumers in two terminals',
  'lesson 20',
  'rebalance/14',
  'reloaded in the middle',
  'opens offline',
  'three brokers and three controllers',
  'lesson 23',
  'what Undo took away',
]

let passed = 0
let failed = 0
const queue = []
for (const file of readdirSync(tests)
  .filter((name) => name.endsWith(ending))
  .sort()) {
  for (const [name, run] of Object.entries((await import(join(tests, file))).tests)) {
    if (args.length > 0 && !args.some((word) => `${file} ${name}`.includes(word))) continue
    queue.push({ name: `${file} › ${name}`, run })
  }
}
queue.sort((one, other) => rank(one.name) - rank(other.name))
await Promise.all(Array.from({ length: lanes }, lane))
await browser.close()
await site.close()
await harness.close()
rmSync(harnessDir, { recursive: true })
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)

function option(name) {
  const at = args.indexOf(name)
  return at >= 0 ? args.splice(at, 2)[1] : undefined
}

function flag(name) {
  const at = args.indexOf(name)
  return at >= 0 && args.splice(at, 1).length > 0
}

/** Its place among the longest; of all others alike. */
function rank(name) {
  const at = LONGEST.findIndex((part) => name.includes(part))
  return at < 0 ? LONGEST.length : at
}

async function lane() {
  for (let next = queue.shift(); next; next = queue.shift()) await attempt(next.name, next.run)
}

/** Each test has a browser profile of its own. */
async function attempt(name, run) {
  const started = Date.now()
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    // Motion is drawn sixty times a second, by the processor here: a fifth of all the tests' time.
    reducedMotion: 'reduce',
    // offline.e2e.mjs alone lets the page keep itself: elsewhere its 5 MB would be fetched in each test.
    serviceWorkers: 'block',
  })
  context.setDefaultTimeout(PATIENCE)
  const problems = []
  context.on('weberror', (error) => problems.push(`uncaught in the page: ${error.error().message}`))
  if (!TRIES_REFUSED.test(name))
    context.on('console', (message) => {
      if (REFUSED.test(message.text())) problems.push(`the page’s policy refused something: ${message.text()}`)
    })
  try {
    const page = await context.newPage()
    await run({
      page,
      context,
      browser,
      url: site.url,
      folder,
      harness: `${harness.url}harness.html`,
      shot: (file) => page.screenshot({ path: join(shots, file) }),
    })
    if (problems.length > 0) throw new Error(problems.join('\n'))
    passed++
    console.log(`ok   ${name} (${Date.now() - started} ms)`)
  } catch (error) {
    failed++
    console.log(
      `FAIL ${name}\n${String(error.stack ?? error)
        .split('\n')
        .slice(0, 12)
        .map((line) => `     ${line}`)
        .join('\n')}`,
    )
    await context
      .pages()[0]
      ?.screenshot({ path: join(shots, `failed-${passed + failed}.png`) })
      .catch(() => {})
  } finally {
    await context.close()
  }
}
