/**
 * `npm run sim -- --seeds 200 [--from 1] [--jobs 2]`: clusters under misfortune, in virtual time. `--seed 17 --trace` tells the
 * story of one. `--planted [name]`: puts bugs in and shows that they are found.
 */
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { type RunResult, runSeed } from './cluster-run.ts'
import { findPlanted, PLANTED } from './planted.ts'

const USAGE =
  'usage: npm run sim -- [--seeds N] [--from SEED] [--jobs N] | --seed SEED [--trace] | --planted [part of its name]'

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        seeds: { type: 'string', default: '100' },
        from: { type: 'string', default: '1' },
        jobs: { type: 'string', default: '1' },
        seed: { type: 'string' },
        trace: { type: 'boolean', default: false },
        planted: { type: 'boolean', default: false },
      },
    })
    const [first, count] = values.seed ? [values.seed, '1'] : [values.from, values.seeds]
    const { trace, planted } = values
    return {
      first: Number(first),
      count: Number(count),
      jobs: Number(values.jobs),
      trace,
      planted,
      name: positionals[0] ?? '',
    }
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`)
    process.exit(2)
  }
}

function tell(result: RunResult, withTrace: boolean): void {
  if (withTrace) for (const line of result.lines) console.log(line)
  const { seed, hash, records, acknowledged, starts, virtualMs, problems } = result
  const about = `${records} records, ${acknowledged} acknowledged, ${starts} starts, ${Math.round(virtualMs / 1000)} s, ${hash}`
  if (withTrace || problems.length > 0) console.log(`seed ${seed}: ${about}`)
  for (const problem of problems.slice(0, 10)) console.log(`  ${problem}`)
  if (problems.length > 10) console.log(`  … ${problems.length - 10} more`)
  if (problems.length > 0) console.log(`  again with its trace: npm run sim -- --seed ${seed} --trace`)
}

async function runSeeds({ first, count, trace }: { first: number; count: number; trace: boolean }): Promise<number> {
  let failed = 0
  let records = 0
  for (let seed = first; seed < first + count; seed++) {
    const result = await runSeed(seed)
    tell(result, trace)
    records += result.records
    if (result.problems.length > 0) failed++
  }
  console.log(`${records} records in the logs; ${count - failed} passed, ${failed} failed`)
  return failed
}

const COUNTS = /^(\d+) records in the logs; (\d+) passed, (\d+) failed\n/m

/** Seeds in so many processes; each tells its own, and the sum is told. Gives how many failed. */
async function runJobs({ first, count, jobs }: { first: number; count: number; jobs: number }): Promise<number> {
  const share = Math.ceil(count / jobs)
  const runs = Array.from({ length: jobs }, (_, job) => {
    const seeds = Math.min(share, count - job * share)
    return runJob(['--from', String(first + job * share), '--seeds', String(seeds)])
  })
  const [records = 0, passed = 0, failed = 0] = (await Promise.all(runs)).reduce((sum, one) =>
    sum.map((n, at) => n + (one[at] ?? 0)),
  )
  console.log(`${records} records in the logs; ${passed} passed, ${failed} failed`)
  return failed
}

/** What a process of some seeds counted; one that ended without a count has failed. */
function runJob(seeds: readonly string[]): Promise<readonly number[]> {
  const args = [...process.execArgv, process.argv[1] as string, ...seeds]
  return new Promise((resolve) => {
    const job = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    job.stdout.on('data', (chunk) => {
      output += chunk
    })
    job.on('close', () => {
      process.stdout.write(output.replace(COUNTS, ''))
      resolve(COUNTS.exec(output)?.slice(1).map(Number) ?? [0, 0, 1])
    })
  })
}

async function runPlanted(name: string): Promise<number> {
  let missed = 0
  for (const bug of PLANTED.filter((one) => one.name.includes(name))) {
    const found = await findPlanted(bug)
    if (!found) missed++
    const verdict = found ? `found by seed ${found.seed}: ${found.problem}` : 'NOT FOUND'
    console.log(`${bug.name} (within ${bug.withinSeeds} seeds): ${verdict}`)
  }
  console.log(`${PLANTED.length - missed} planted bugs found, ${missed} missed`)
  return missed
}

const { first, count, jobs, trace, planted, name } = options()
const failed = planted
  ? await runPlanted(name)
  : jobs > 1
    ? await runJobs({ first, count, jobs })
    : await runSeeds({ first, count, trace })
process.exitCode = failed > 0 ? 1 : 0
