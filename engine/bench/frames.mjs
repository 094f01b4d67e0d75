// Run by `npm run bench -- frames`: does the page stay smooth while records stream by? Over the built page (DIST, or dist) with its three brokers:
// a producer at RATE records a second, a consumer, and every view in turn. Tells frames (time between two) and tasks of the page's main thread,
// over the wall clock and in CPU time: on a machine that others use too, only the second is the page's own doing. `PROFILE=file` keeps a CPU profile.
import { writeFileSync } from 'node:fs'
import { openBenchPage } from './bench-page.mjs'
import { mainTasks } from './main-tasks.mjs'

const RATE = Number(process.env.RATE ?? 20_000)
const SECONDS = Number(process.env.FOR_SECONDS ?? 30)
const RECORD_BYTES = 100
/** Of the Log view: as many records are there before it is dragged and zoomed. */
const STORED = Number(process.env.STORED ?? 10_000_000)
const LONG_MS = 50
const VIEWS = ['Cluster', 'Log', 'Groups', 'Wire', 'Metrics', 'Files']
const SERVER = '--bootstrap-server localhost:9092'

const { page, browser, run, close } = await openBenchPage({ before: watchFrames })
const cdp = await browser.newCDPSession(page)
const figures = []
const wanted = process.argv.slice(2)

if (wanted.length === 0 || wanted.includes('stream')) await stream('stream', ' > /dev/null')
if (wanted.length === 0 || wanted.includes('screen')) await stream('stream on the screen', '')
if (wanted.length === 0 || wanted.includes('log')) await longLog()
console.log(JSON.stringify({ figures }))
await close()

/** 20,000 records a second from one tab to the other, while the learner looks at each view. */
async function stream(name, sink) {
  const share = SECONDS / VIEWS.length
  const topic = name.replaceAll(' ', '-')
  await run(`kafka-topics.sh --create --topic ${topic} --partitions 3 --replication-factor 1 ${SERVER}`)
  // More than there is time for: it is ended by hand, once every view was seen.
  const count = RATE * (SECONDS + 60) * 2
  const producer = `kafka-producer-perf-test.sh --topic ${topic} --num-records ${count} --record-size ${RECORD_BYTES} --throughput ${RATE} --command-property bootstrap.servers=localhost:9092`
  await type(`kafka-console-consumer.sh --topic ${topic} --group readers ${SERVER}${sink}`)
  await page.getByRole('button', { name: 'new terminal' }).click()
  await page.waitForTimeout(1000)
  await type(producer)
  await page.waitForTimeout(3000)
  const before = await end(topic)
  const started = Date.now()
  for (const view of VIEWS) {
    await measured(`${name}, ${view}`, async () => {
      await page.getByRole('tab', { name: view, exact: true }).click()
      await page.waitForTimeout(share * 1000)
    })
  }
  const rate = ((await end(topic)) - before) / ((Date.now() - started) / 1000)
  console.log(`records a second, as they were written: ${Math.round(rate)} (${RATE} wanted)`)
  figures.push({
    subject: 'page',
    what: `${name}, records written a second`,
    unit: 'records/s',
    value: Math.round(rate),
  })
  await page.locator('.pane.active textarea').focus()
  await page.keyboard.press('Control+c')
  await page.getByRole('tab', { name: /consumer$/ }).click()
  await page.keyboard.press('Control+c')
}

/** A log of ten million records is dragged and zoomed. */
async function longLog() {
  await run(`kafka-topics.sh --create --topic long --partitions 1 --replication-factor 1 ${SERVER}`)
  await run(
    `kafka-producer-perf-test.sh --topic long --num-records ${STORED} --record-size 20 --throughput -1 --command-property batch.size=1048576 --command-property linger.ms=20 --command-property bootstrap.servers=localhost:9092`,
  )
  await page.getByRole('tab', { name: 'Log', exact: true }).click()
  await page.getByLabel('partition').selectOption('long-0')
  const bar = page.getByRole('slider', { name: 'the whole log' })
  await bar.waitFor()
  await page.waitForTimeout(3000)
  const { x, y, width, height } = await bar.boundingBox()
  await measured('long log, drag', async () => {
    await page.mouse.move(x + width - 2, y + height / 2)
    await page.mouse.down()
    for (let step = 0; step < 200; step++)
      await page.mouse.move(x + width * (0.5 + 0.49 * Math.cos(step / 15)), y + height / 2)
    await page.mouse.up()
  })
  await measured('long log, zoom and wheel', async () => {
    for (let step = 0; step < 100; step++) {
      await page.keyboard.down('Control')
      await page.mouse.wheel(0, step % 20 < 10 ? -120 : 120)
      await page.keyboard.up('Control')
      await page.mouse.wheel(0, step % 2 === 0 ? 240 : -120)
      await page.waitForTimeout(20)
    }
  })
}

/** Runs `work` and tells what became of frames and tasks meanwhile. */
async function measured(name, work) {
  if (process.env.PROFILE) {
    await cdp.send('Profiler.enable')
    await cdp.send('Profiler.start')
  }
  await page.evaluate(() => globalThis.frames.splice(0) && undefined)
  let frames = []
  const tasks = await mainTasks(cdp, async () => {
    await work()
    // At once: the end of a trace takes seconds, and holds the page up.
    frames = await page.evaluate(() => globalThis.frames.splice(0))
  })
  if (process.env.PROFILE) {
    const { profile: taken } = await cdp.send('Profiler.stop')
    writeFileSync(`${process.env.PROFILE}-${name.replaceAll(/\W+/g, '-')}.cpuprofile`, JSON.stringify(taken))
  }
  const wall = tasks.map(({ ms }) => ms)
  const cpu = tasks.map(({ cpuMs }) => cpuMs)
  const rows = {
    'frames: p50': share(frames, 0.5),
    'frames: p99': share(frames, 0.99),
    'frames: worst': share(frames, 1),
    'frames over 50 ms': over(frames),
    'tasks: p99': share(wall, 0.99),
    'tasks: worst': share(wall, 1),
    'tasks over 50 ms': over(wall),
    'tasks, CPU: worst': share(cpu, 1),
    'tasks, CPU, over 50 ms': over(cpu),
  }
  const text = Object.entries(rows).map(
    ([what, value]) => `${what} ${what.includes('over') ? value : value.toFixed(1)}`,
  )
  console.log(`${name.padEnd(26)} ${frames.length} frames · ${text.join(' · ')}`)
  if (over(frames) > 0) console.log(`   frames at ${whenLong(frames).join(', ')}`)
  for (const task of tasks.filter(({ ms }) => ms > LONG_MS))
    console.log(`   ${task.ms.toFixed(0)} ms (CPU ${task.cpuMs.toFixed(0)}): ${task.parts}`)
  for (const [what, value] of Object.entries(rows)) {
    const unit = what.includes('over') ? 'count' : 'ms'
    figures.push({ subject: 'page', what: `${name}, ${what}`, unit, value: Number(value.toFixed(1)) })
  }
}

function share(values, at) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0
}

/** When the long ones were, in seconds from the first. */
function whenLong(frames) {
  let at = 0
  const found = []
  for (const ms of frames) {
    at += ms
    if (ms > LONG_MS) found.push(`${(at / 1000).toFixed(1)} s: ${ms.toFixed(0)} ms`)
  }
  return found
}

function over(values) {
  return values.filter((ms) => ms > LONG_MS).length
}

async function type(line) {
  await page.locator('.pane.active textarea').focus()
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

/** Where the logs of a topic end, summed. */
async function end(topic) {
  return (await run(`kafka-get-offsets.sh --topic ${topic} ${SERVER}`))
    .trim()
    .split('\n')
    .reduce((sum, one) => sum + Number(one.split(':')[2]), 0)
}

/** In the page: the time from each frame to the next, ms. */
function watchFrames() {
  if (globalThis.top !== globalThis) return
  const frames = []
  globalThis.frames = frames
  let last = 0
  const frame = (now) => {
    if (last > 0) frames.push(now - last)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}
