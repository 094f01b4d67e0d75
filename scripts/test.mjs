// Everything that must hold: lint and format, types, units (goldens, simulation, layers), lessons, browser tests.
// The closing line counts: tests of vitest, goldens and lessons, browser tests, and each of the other steps as one.
import { spawn } from 'node:child_process'

const tsx = 'node_modules/tsx/dist/cli.mjs'
const tsc = 'node_modules/typescript/bin/tsc'
const golden = (kind) => ({
  name: `golden ${kind}`,
  command: [tsx, 'engine/golden/cli.ts', kind, `engine/golden/data/${kind}`],
  counts: countPlain,
})

/** The longest is the browser tests, which wait half of their time: it begins as soon as there is a page, and the others go beside it, the short ones at the end. `needs`: what must have ended before. */
const STEPS = [
  { name: 'build', command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'] },
  { name: 'lint and format', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types: core', command: [tsc, '-p', 'engine/core'] },
  { name: 'types: node', command: [tsc, '-p', 'engine/host/node'] },
  { name: 'types: page', command: [tsc, '-p', '.'] },
  { name: 'browser', command: ['e2e/run.mjs'], counts: countPlain, needs: 'build' },
  {
    name: 'units',
    command: ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot'],
    counts: countVitest,
  },
  {
    name: 'lessons',
    command: ['scripts/run-built.mjs', 'src/lessons/lessons-cli.ts', '--one-step-in', '40'],
    counts: countPlain,
  },
  {
    name: 'simulation',
    command: ['scripts/run-built.mjs', 'engine/sim/sim-cli.ts', '--seeds', '40'],
    counts: countPlain,
  },
  golden('answers'),
  golden('wire'),
  golden('segments'),
  golden('vectors'),
  golden('tools'),
]
const CORES = 2

const plain = /(\d+) passed, (\d+) failed/g

function countPlain(output) {
  const last = [...output.matchAll(plain)].at(-1)
  return last ? { passed: Number(last[1]), failed: Number(last[2]) } : undefined
}

function countVitest(output) {
  const line = /^\s*Tests\s+(.*)/m.exec(output.replace(/\x1b\[[0-9;]*m/g, ''))?.[1] ?? ''
  const passed = Number(/(\d+) passed/.exec(line)?.[1] ?? 0)
  const failed = Number(/(\d+) failed/.exec(line)?.[1] ?? 0)
  return passed + failed > 0 ? { passed, failed } : undefined
}

function run(command) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    })
    let output = ''
    const take = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('close', (status) => resolve({ status: status ?? 1, output }))
  })
}

const wanted = process.argv.slice(2)
const queue = STEPS.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
const total = { passed: 0, failed: 0 }
const broken = []

/** What a step printed is shown when it has ended: steps run beside each other. */
async function perform({ name, command, counts }) {
  const started = Date.now()
  const { status, output } = await run(command)
  process.stdout.write(`\n== ${name}\n${output}`)
  // A step that fails without counting a failure, or that counts nothing, is a failure of its own.
  const counted = counts?.(output) ?? { passed: status === 0 && !counts ? 1 : 0, failed: 0 }
  if (status !== 0 && counted.failed === 0) counted.failed = 1
  if (counts && counted.passed + counted.failed === 0) counted.failed = 1
  total.passed += counted.passed
  total.failed += counted.failed
  if (counted.failed > 0) broken.push(name)
  console.log(
    `== ${name}: ${counted.passed} passed, ${counted.failed} failed (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  )
}

/** Takes the steps in their order, as many at a time as there are cores. */
async function performAll() {
  const running = new Set()
  const begun = new Map()
  while (queue.length > 0 || running.size > 0) {
    while (queue.length > 0 && running.size < CORES) {
      const step = queue.shift()
      const work = Promise.resolve(begun.get(step.needs))
        .then(() => perform(step))
        .then(() => running.delete(work))
      begun.set(step.name, work)
      running.add(work)
    }
    await Promise.race(running)
  }
}

const began = Date.now()
await performAll()
if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed (${Math.round((Date.now() - began) / 1000)} s)`)
process.exit(total.failed > 0 ? 1 : 0)
