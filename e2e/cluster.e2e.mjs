import assert from 'node:assert/strict'
import { choose, open, PATIENCE, recordsOf, run, sees, soon, typeLine } from './helpers.mjs'

const SERVERS = '--bootstrap-server localhost:9092,localhost:9093,localhost:9094'

/** What a learner does to three brokers. */
export const tests = {
  async 'the picture follows what comes after an answer: the high watermark moves when followers have fetched'({
    page,
    url,
  }) {
    await open(page, url)
    const at = '--bootstrap-server localhost:9092'
    await run(page, `kafka-topics.sh --create --topic slow --replica-assignment 1:2:3 ${at}`)
    await page.evaluate(() =>
      Promise.all([2, 3].map((to) => window.logbook.cluster.setLink({ from: to, to: 1, cut: false, delayMs: 700 }))),
    )
    await run(page, `echo a | kafka-console-producer.sh --topic slow --request-required-acks 1 ${at}`)
    await page.getByRole('tab', { name: 'Log', exact: true }).click()
    await page.locator('.log-heading', { hasText: '· 1 record ·' }).waitFor()
  },

  async 'kill the leader during a console producer and consumer: nothing is lost or doubled; restarted, the ISR is three'({
    page,
    url,
    shot,
  }) {
    await openCluster(page, url)
    await run(page, `kafka-topics.sh --create --topic orders --replication-factor 3 ${SERVERS}`)
    await page.keyboard.press('Alt+t')
    await typeLine(page, `kafka-console-consumer.sh --topic orders --from-beginning ${SERVERS}`)
    await page.keyboard.press('Alt+n')
    await sees(page, 2, '~/kafka $')
    await typeLine(
      page,
      `for i in $(seq 400); do echo order-$i; sleep 0.03; done | kafka-console-producer.sh --topic orders --command-property delivery.timeout.ms=60000 ${SERVERS}`,
    )
    await sees(page, 1, 'order-20\n')
    const leader = await leaderOf(page, 'orders')
    await page.locator(`section[aria-label="broker ${leader}"] .menu > button`).click()
    await page.getByRole('menuitem', { name: 'kill -9' }).click()
    await page.locator('.chip.killed').waitFor()
    await sees(page, 1, 'order-400')
    const expected = Array.from({ length: 400 }, (_, i) => `order-${i + 1}`)
    assert.deepEqual(await recordsOf(page, 'orders', SERVERS), expected)
    await page.locator('.events', { hasText: `leader ${leader} →` }).waitFor()
    await shot('leader-killed.png')
    await page.locator(`section[aria-label="broker ${leader}"]`).getByRole('button', { name: 'start' }).click()
    await eventually(page, async () => (await describe(page, 'orders')).isr.length === 3)
  },

  async 'three brokers and three controllers apart: two brokers may die, the third serves'({ page, url }) {
    await openCluster(page, url, { brokers: 3, controllers: 3 })
    await run(page, `kafka-topics.sh --create --topic orders --replication-factor 3 ${SERVERS}`)
    await run(page, `seq 100 | kafka-console-producer.sh --topic orders ${SERVERS}`)
    for (const id of [1, 2]) {
      await page.evaluate((node) => window.logbook.cluster.kill(node), id)
      await eventually(page, async () => !(await describe(page, 'orders')).isr.includes(id))
    }
    await run(page, `seq 101 200 | kafka-console-producer.sh --topic orders ${SERVERS}`)
    const read = await run(
      page,
      `kafka-console-consumer.sh --topic orders --from-beginning --max-messages 200 ${SERVERS} | sort -n | uniq | wc -l`,
    )
    assert.equal(read.stdout.trim(), '200')
    assert.deepEqual(await describe(page, 'orders'), { leader: 3, isr: [3] })
  },

  async 'the active controller is frozen: another takes over; it goes on and follows'({ page, url }) {
    await openCluster(page, url)
    const before = await controllerOf(page)
    await page.evaluate((node) => window.logbook.cluster.pause(node), before)
    await page.locator('.chip.paused').waitFor()
    await eventually(page, async () => ![before, -1].includes(await controllerOf(page)))
    const created = await run(page, `kafka-topics.sh --create --topic meanwhile ${SERVERS}`)
    assert.equal(created.stdout, 'Created topic meanwhile.\n')
    await page.evaluate((node) => window.logbook.cluster.pause(node, false), before)
    await eventually(page, async () => (await page.locator('.chip.running').count()) === 3)
    // It serves what it knew until it has fetched what it missed.
    await eventually(page, async () => {
      const listed = await run(page, `kafka-topics.sh --list --bootstrap-server localhost:${9091 + before}`)
      return /meanwhile/.test(listed.stdout)
    })
    assert.notEqual(await controllerOf(page), before)
  },

  async 'reloaded in the middle of writing, again and again: every acknowledged record is there'({ page, url }) {
    await openCluster(page, url)
    await run(page, `kafka-topics.sh --create --topic numbers --partitions 3 --replication-factor 3 ${SERVERS}`)
    let acknowledged = 0
    const rounds = Number(process.env.LOGBOOK_RELOADS ?? 3)
    for (let round = 0; round < rounds; round++) {
      acknowledged = await produceAndReload(page, url, acknowledged)
      await page.locator('.chip.running').nth(2).waitFor()
    }
    await soon(async () => {
      const read = new Set(await recordsOf(page, 'numbers', SERVERS))
      assert.ok(read.size >= acknowledged, `${read.size} read, ${acknowledged} acknowledged`)
    })
  },
}

async function openCluster(page, url, plan = { brokers: 3, controllers: 0 }) {
  await choose(page, plan)
  await open(page, url)
}

/** Leader and ISR of a topic's first partition, as kafka-topics.sh says. */
async function describe(page, topic) {
  const { stdout } = await run(page, `kafka-topics.sh --describe --topic ${topic} ${SERVERS}`)
  const [, leader, isr = ''] = /Leader: (\S+)\s.*Isr: (\S*)/.exec(stdout) ?? []
  return { leader: Number(leader), isr: isr.split(',').filter(Boolean).map(Number) }
}

async function leaderOf(page, topic) {
  return (await describe(page, topic)).leader
}

async function controllerOf(page) {
  const { stdout } = await run(page, `kafka-metadata-quorum.sh ${SERVERS} describe --status`)
  return Number(/LeaderId:\s+(-?\d+)/.exec(stdout)?.[1] ?? -1)
}

async function eventually(page, holds, timeout = PATIENCE) {
  const deadline = Date.now() + timeout
  while (Date.now() < deadline) {
    if (await holds()) return
    await page.waitForTimeout(250)
  }
  assert.fail(`never true: ${holds}`)
}

/** Writes numbered records one command after another until the page goes away; gives how many were acknowledged. */
async function produceAndReload(page, url, from) {
  const writing = page.evaluate(
    async ({ start, servers }) => {
      for (let at = start; at < start + 400; at += 20) {
        const { status } = await window.logbook.terminal.run(
          `seq ${at + 1} ${at + 20} | kafka-console-producer.sh --topic numbers ${servers}`,
        )
        if (status === 0) sessionStorage.setItem('acknowledged', String(at + 20))
      }
    },
    { start: from, servers: SERVERS },
  )
  const gone = writing.catch(() => {})
  await page.waitForTimeout(700)
  await page.reload()
  await gone
  await open(page, url)
  return Number(await page.evaluate(() => sessionStorage.getItem('acknowledged') ?? 0))
}
