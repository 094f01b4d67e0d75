// Run by `npm run bench -- undo`: how long the page takes to undo a step when its cluster keeps STORED_MB on its disks, and how long until a client is
// served what was there before. Each kind of step several times; median and worst are told.
import { openBenchPage } from './bench-page.mjs'
import { figuresOf, median } from './figures.mjs'

const STORED_MB = Number(process.env.STORED_MB ?? 100)
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const SERVERS = '--bootstrap-server localhost:9092,localhost:9093,localhost:9094'
const REPLICAS = 3
const RECORD_BYTES = 1000
const RECORDS = Math.ceil((STORED_MB * 1e6) / REPLICAS / RECORD_BYTES)
const DAY_MS = 86_400_000

const { page, run, close } = await openBenchPage()
const { add, print } = figuresOf('page')

await run(
  `kafka-topics.sh --create --topic orders --replication-factor ${REPLICAS} --config retention.ms=${DAY_MS} --config segment.bytes=10485760 ${SERVERS}`,
)
await produce(RECORDS)
// With it the fifty partitions of __consumer_offsets are there.
await run(`kafka-console-consumer.sh --topic orders --group readers --from-beginning --max-messages 1 ${SERVERS}`)
const stored = await run(`kafka-log-dirs.sh --describe --topic-list orders ${SERVERS}`)
const sizes = [...stored.matchAll(/"size":(\d+)/g)].map(([, size]) => Number(size))
add('bytes on the disks', 'MB', sizes.reduce((sum, size) => sum + size, 0) / 1e6)
const written = await offsets()

/** What a learner may do, and regret. */
const STEPS = {
  'a jump that deletes all segments': () => page.evaluate((ms) => globalThis.logbook.clock.advance(ms), 2 * DAY_MS),
  'a killed broker': () => page.evaluate(() => globalThis.logbook.cluster.kill(2)),
  'a deleted topic': () => run(`kafka-topics.sh --delete --topic orders ${SERVERS}`),
  'a tenth more': () => produce(RECORDS / 10),
}

for (const [name, step] of Object.entries(STEPS)) {
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) {
    await step()
    rounds.push(await undone())
  }
  tell(
    `undo of ${name}`,
    rounds.map(([undo]) => undo),
  )
  tell(
    `undo of ${name}, until a client is served`,
    rounds.map(([, served]) => served),
  )
}
print()
await close()

/** Milliseconds until undo says that it is done, and until the offsets are told as before. */
async function undone() {
  const begun = performance.now()
  await page.evaluate(() => globalThis.logbook.history.undo())
  const undo = performance.now() - begun
  while ((await offsets()) !== written);
  return [undo, performance.now() - begun]
}

/** Where the log begins and ends; asked by the terminal's tool, which is no step that changes anything. */
async function offsets() {
  const asked = ['earliest', 'latest'].map((time) => `kafka-get-offsets.sh --topic orders --time ${time} ${SERVERS}`)
  return page.evaluate(async (lines) => {
    const said = []
    for (const line of lines) said.push((await globalThis.logbook.terminal.run(line)).stdout)
    return said.join('')
  }, asked)
}

function produce(records) {
  return run(
    `kafka-producer-perf-test.sh --topic orders --num-records ${Math.round(records)} --record-size ${RECORD_BYTES} --throughput -1 --command-property bootstrap.servers=localhost:9092`,
  )
}

function tell(what, took) {
  add(`${what}, median`, 'ms', median(took))
  add(`${what}, worst`, 'ms', Math.max(...took))
}
