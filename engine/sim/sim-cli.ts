/** `npm run sim -- --seeds 200 [--from 1]` or `npm run sim -- --seed 17 --trace`: a cluster under misfortune, in virtual time. */
import { parseArgs } from 'node:util'
import { type RunResult, runSeed } from './cluster-run.ts'

const USAGE = 'usage: npm run sim -- [--seeds N] [--from SEED] | --seed SEED [--trace]'

function options() {
  try {
    const { values } = parseArgs({
      options: {
        seeds: { type: 'string', default: '100' },
        from: { type: 'string', default: '1' },
        seed: { type: 'string' },
        trace: { type: 'boolean', default: false },
      },
    })
    const [first, count] = values.seed ? [values.seed, '1'] : [values.from, values.seeds]
    return { first: Number(first), count: Number(count), trace: values.trace }
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

const { first, count, trace } = options()
let failed = 0
let records = 0
for (let seed = first; seed < first + count; seed++) {
  const result = await runSeed(seed)
  tell(result, trace)
  records += result.records
  if (result.problems.length > 0) failed++
}
console.log(`${records} records in the logs; ${count - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
