import assert from 'node:assert/strict'
import { open, screenText, sees } from './helpers.mjs'
import { readLesson } from './walks/lesson-file.mjs'

/** The lessons about durability, walked as a learner would: by their blocks and by the brokers' menus. */
export const tests = {
  async 'lesson 20: replicas, the ISR without one of three, and with it again'({ page, url, shot }) {
    await begin(page, url, 'durability/20-leaders-followers-isr')
    await click(page, 'kafka-topics.sh --create')
    await goal(page, 1)
    await page.getByLabel('your number').fill('1')
    await page.getByRole('button', { name: 'Answer' }).first().click()
    await page.getByText('the cluster says 1').waitFor()
    await click(page, 'printf')
    await goal(page, 2)
    await click(page, 'diff')
    await sees(page, 1, /^the same bytes/m)
    await goal(page, 3)
    await menu(page, 3, 'kill -9')
    await goal(page, 4)
    await click(page, 'barrel')
    await goal(page, 5)
    await shot('lesson-20.png')
    await page.locator(card(3)).getByRole('button', { name: 'start' }).click()
    await goal(page, 6)
  },

  async 'lesson 21: the leader is killed, and the next one; the survivor has all'({ page, url, shot }) {
    await begin(page, url, 'durability/21-kill-the-leader')
    await click(page, 'kafka-topics.sh --create')
    await click(page, 'seq 100')
    await goal(page, 1)
    await menu(page, 2, 'kill -9')
    await goal(page, 2, '10')
    await click(page, 'seq 101 200')
    await goal(page, 3)
    await menu(page, 3, 'kill -9')
    await goal(page, 4, '10')
    await click(page, 'seq 201 300')
    await goal(page, 5)
    await click(page, 'kafka-console-consumer.sh')
    await sees(page, 1, '\n298\n299\n300\n')
    await click(page, 'broker-2.properties', 'kafka-server-start.sh')
    await click(page, 'broker-3.properties', 'kafka-server-start.sh')
    await goal(page, 6)
    await click(page, 'kafka-leader-election.sh')
    await goal(page, 7)
    await shot('lesson-21.png')
  },

  async 'lesson 22: too few in sync: refused with acks=all, hidden with acks=1'({ page, url, shot }) {
    await begin(page, url, 'durability/22-acks-and-min-isr')
    await click(page, 'kafka-topics.sh --create')
    await goal(page, 1)
    await menu(page, 2, 'kill -9')
    await menu(page, 3, 'kill -9')
    await goal(page, 2, '10')
    await click(page, 'rent 900')
    await goal(page, 3)
    await sees(page, 1, 'NotEnoughReplicasException')
    await click(page, 'coffee 4')
    await goal(page, 4)
    await click(page, 'broker-2.properties', 'kafka-server-start.sh')
    await goal(page, 5)
    await click(page, 'rent 900', '', 1)
    await goal(page, 6)
    await shot('lesson-22.png')
  },

  async 'lesson 23: an unclean election loses five entries'({ page, url, shot }) {
    await begin(page, url, 'durability/23-unclean-election')
    await click(page, 'kafka-topics.sh --create')
    await click(page, 'seq 10')
    await goal(page, 1)
    await menu(page, 3, 'kill -9')
    await goal(page, 2, '10')
    await click(page, 'seq 11 15')
    await goal(page, 3)
    await menu(page, 2, 'kill -9')
    await page.locator('.events', { hasText: 'ledger-0' }).first().waitFor()
    await click(page, 'broker-3.properties', 'kafka-server-start.sh')
    await goal(page, 4)
    await click(page, 'kafka-leader-election.sh')
    await goal(page, 5)
    await click(page, 'broker-2.properties', 'kafka-server-start.sh')
    await goal(page, 6)
    await shot('lesson-23.png')
  },

  async 'lesson 24: the quorum loses its majority; brokers go on, changes do not'({ page, url, shot }) {
    await begin(page, url, 'durability/24-the-controller-quorum')
    await click(page, 'describe --status')
    await goal(page, 1)
    await click(page, 'kafka-dump-log.sh')
    await goal(page, 2)
    await menu(page, await controller(page), 'kill -9')
    // At the clock's own speed: votes go over disks and ports, which do not get faster with it.
    await goal(page, 3)
    await menu(page, await controller(page), 'kill -9')
    await goal(page, 4, '10')
    await click(page, 'seq 10')
    await goal(page, 5)
    await click(page, 'timeout 5')
    await goal(page, 6)
    await shot('lesson-24.png')
    await click(page, 'for i in 4 5 6')
    await click(page, '--if-not-exists')
    await goal(page, 7)
  },
}

async function begin(page, url, lesson) {
  await open(page, url)
  await page.evaluate((id) => window.logbook.lesson.open(id), lesson)
  await page.locator('.block .run').first().waitFor()
  if (readLesson('en', lesson).start.controllers) {
    await page.getByRole('button', { name: 'Start them' }).click()
    await page.waitForFunction(() => document.querySelectorAll('.chip.running').length === 6)
  }
  await prompt(page)
}

const speed = (page, rate) => page.getByLabel('speed of time').first().selectOption(rate)

const card = (id) => `section[aria-label="broker ${id}"]`

/** Clicks the run button of the nth block that has the text (and the other one); waits for the prompt. */
async function click(page, text, other = '', nth = 0) {
  const block = page.locator('.block', { hasText: text }).filter({ hasText: other, has: page.locator('.run') })
  const before = (await screenText(page, 1)).length
  await block.nth(nth).locator('.run').click()
  await page.waitForFunction((length) => window.logbook.terminal.text(1).length !== length, before)
  await prompt(page)
}

/** Waits until the shell asks for the next command. */
async function prompt(page) {
  await page.waitForFunction(() => /\$ *$/.test(window.logbook.terminal.text(1)))
}

async function menu(page, id, item) {
  await page.locator(card(id)).locator('.menu > button').click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** The card with the star. */
async function controller(page) {
  const label = await page
    .locator('section.broker', { has: page.locator('.star') })
    .first()
    .getAttribute('aria-label')
  return Number(/\d+/.exec(label ?? '')?.[0])
}

/** Waits until the goal, counted from 1, is met; for the nine seconds of a session time may run faster. */
async function goal(page, number, rate = '1') {
  await speed(page, rate)
  const met = () => page.evaluate(() => window.logbook.lesson.goals().map((one) => one.met))
  await page
    .waitForFunction((at) => window.logbook.lesson.goals()[at]?.met, number - 1)
    .catch(async () =>
      assert.fail(`goal ${number} was never met: ${JSON.stringify(await met())}\n${await screenText(page, 1)}`),
    )
  await speed(page, '1')
}
