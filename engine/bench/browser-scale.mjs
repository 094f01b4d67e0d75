// Run by `npm run bench -- browser-scale`: the broker over IndexedDB where there is much: ten million records, a thousand partitions. Prints a table and, last, JSON.
import { openBenchWorkers } from './bench-workers.mjs'
import { figuresOf, median } from './figures.mjs'
import { percentile } from './measure.ts'

const MUCH = Number(process.env.STORED ?? 10_000_000)
const LITTLE = 10_000
const RECORD_BYTES = 100
const FETCHES = 100
const PARTITIONS = 1000
/** Of fetches from much and from little in turn, and of starts; medians are told. */
const ROUNDS = Number(process.env.ROUNDS ?? 3)

const { add, print } = figuresOf('browser')

const { call, residentMiB, close } = await openBenchWorkers()
await call('makeTopic', 'little', 1)
await call('produce', 'little', LITTLE, RECORD_BYTES)
await call('makeTopic', 'much', 1)
const written = await call('produce', 'much', MUCH, RECORD_BYTES, { 'linger.ms': 5 })
add(`produce ${MUCH} records of ${RECORD_BYTES} B`, 'MB/s', written.mbPerSecond)
add('memory of the page’s process then', 'MiB', residentMiB())
await starts(`${(MUCH * RECORD_BYTES) / 1e9} GB`)
await fetches()
await call('makeTopic', 'many', PARTITIONS)
add(`a record to each of ${PARTITIONS} partitions`, 'ms', await call('toEach', 'many', PARTITIONS))
add('and once more', 'ms', await call('toEach', 'many', PARTITIONS))
await starts(`that and ${PARTITIONS} partitions`)
add('memory of the page’s process at the end', 'MiB', residentMiB())
print()
await close()

/** From the start of the worker until the broker serves. */
async function starts(stored) {
  for (const how of ['clean', 'kill']) {
    const took = []
    for (let round = 0; round < ROUNDS; round++) took.push(await call('restart', how))
    add(`start with ${stored} after a ${how === 'clean' ? 'clean stop' : 'kill'}`, 'ms', median(took))
  }
}

async function fetches() {
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) {
    const little = percentile(await call('randomFetches', 'little', FETCHES), 0.99)
    const much = percentile(await call('randomFetches', 'much', FETCHES), 0.99)
    rounds.push({ much, ratio: much / little })
  }
  add(`p99 of a fetch from anywhere in ${MUCH} records`, 'ms', median(rounds.map(({ much }) => much)))
  add(`p99 of a fetch, ${MUCH} records over ${LITTLE}`, 'ratio', median(rounds.map(({ ratio }) => ratio)))
}
