// Everything that must hold: lint and format, types, units (goldens, simulation, layers), lessons, browser tests.
// The closing line counts: tests of vitest, goldens and lessons, browser tests, and each of the other steps as one.
import { spawn } from 'node:child_process'

const STEPS = [
  { name: 'lint and format', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types: core', command: ['node_modules/typescript/bin/tsc', '-p', 'engine/core'] },
  { name: 'types: node', command: ['node_modules/typescript/bin/tsc', '-p', 'engine/host/node'] },
  { name: 'types: page', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'units', command: ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot'], counts: countVitest },
  {
    name: 'golden wire',
    command: ['node_modules/tsx/dist/cli.mjs', 'engine/golden/cli.ts', 'wire', 'engine/golden/data/wire'],
    counts: countPlain,
  },
  {
    name: 'golden segments',
    command: ['node_modules/tsx/dist/cli.mjs', 'engine/golden/cli.ts', 'segments', 'engine/golden/data/segments'],
    counts: countPlain,
  },
  {
    name: 'golden vectors',
    command: ['node_modules/tsx/dist/cli.mjs', 'engine/golden/cli.ts', 'vectors', 'engine/golden/data/vectors'],
    counts: countPlain,
  },
  {
    name: 'golden tools',
    command: ['node_modules/tsx/dist/cli.mjs', 'engine/golden/cli.ts', 'tools', 'engine/golden/data/tools'],
    counts: countPlain,
  },
  {
    name: 'lessons',
    command: ['node_modules/tsx/dist/cli.mjs', 'src/lessons/lessons-cli.ts', '--one-step-in', '4'],
    counts: countPlain,
    beside: true,
  },
  { name: 'build', command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'] },
  { name: 'browser', command: ['e2e/run.mjs'], counts: countPlain, last: true },
]

const plain = /(\d+) passed, (\d+) failed/g

function countPlain(output) {
  const last = [...output.matchAll(plain)].at(-1)
  return last ? { passed: Number(last[1]), failed: Number(last[2]) } : undefined
}

function countVitest(output) {
  const line = /Tests\s+(.*)/.exec(output.replace(/\x1b\[[0-9;]*m/g, ''))?.[1] ?? ''
  const passed = Number(/(\d+) passed/.exec(line)?.[1] ?? 0)
  const failed = Number(/(\d+) failed/.exec(line)?.[1] ?? 0)
  return passed + failed > 0 ? { passed, failed } : undefined
}

function run(command, quiet) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    })
    let output = ''
    const take = (chunk) => {
      output += chunk
      if (!quiet) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('close', (status) => resolve({ status: status ?? 1, output }))
  })
}

const wanted = process.argv.slice(2)
const isWanted = ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word))
const total = { passed: 0, failed: 0 }
const broken = []

async function perform({ name, command, counts }, { quiet = false } = {}) {
  const started = Date.now()
  if (!quiet) console.log(`\n== ${name}`)
  const { status, output } = await run(command, quiet)
  if (quiet) process.stdout.write(`\n== ${name}\n${output}`)
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

// The browser tests wait most of the time: the lessons are proved meanwhile, and shown when done.
const beside = STEPS.filter((step) => step.beside && isWanted(step))
for (const step of STEPS.filter((one) => !one.beside && !one.last && isWanted(one))) await perform(step)
const proved = Promise.all(beside.map((step) => perform(step, { quiet: true })))
for (const step of STEPS.filter((one) => one.last && isWanted(one))) await perform(step)
await proved
if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed > 0 ? 1 : 0)
