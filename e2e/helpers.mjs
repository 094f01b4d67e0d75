// What the browser tests share: a learner's hands and eyes.
import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'

/** So long is waited for what a page is to show, ms: many times what a quick machine needs, for a slow one with other work. */
export const PATIENCE = 60_000

/** Chooses the nodes that the page starts, before it is opened. */
export function choose(page, plan) {
  return page.addInitScript((value) => {
    // Not in the sandbox of the cells, which has no storage.
    if (origin !== 'null') localStorage.setItem('logbook.cluster', JSON.stringify(value))
  }, plan)
}

export const ONE_NODE = { brokers: 1, controllers: 0 }

/** Waits until the page's cluster serves; the page may be on its way still. */
export async function served(page) {
  await page.waitForFunction(() => window.logbook !== undefined)
  await page.evaluate(() => window.logbook.ready)
}

/** Opens the page with one node, and from the lessons' menu what has the name. */
export async function openFromMenu(page, url, name) {
  await choose(page, ONE_NODE)
  await page.goto(url)
  await served(page)
  await page.locator('.lesson-menu > button').click()
  await page.getByRole('button', { name }).click()
}

/** Opens the page, waits until its brokers serve, and goes to the terminal. */
export async function open(page, url) {
  await page.goto(url)
  await served(page)
  await page.waitForSelector('.chip.running')
  await page.locator('.pane.active').waitFor()
  await page.locator('.pane.active textarea').focus()
}

/** Types a line with the keyboard into whatever has the focus. */
export async function typeLine(page, line) {
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

/** The text of a terminal's screen, as a screen reader gets it. */
export function screenText(page, tab) {
  return page.evaluate((id) => window.logbook.terminal.text(id), tab)
}

/** Waits until a terminal shows the text. */
export async function sees(page, tab, text, timeout = PATIENCE) {
  const deadline = Date.now() + timeout
  let shown = ''
  while (Date.now() < deadline) {
    shown = await screenText(page, tab)
    if (text instanceof RegExp ? text.test(shown) : shown.includes(text)) return shown
    await page.waitForTimeout(50)
  }
  assert.fail(`terminal ${tab} never showed ${text}; it shows:\n${shown}`)
}

/** Waits until `holds` no longer fails, and gives what it gives: the page draws a moment after something has happened. */
export async function soon(holds, timeout = PATIENCE) {
  for (const deadline = Date.now() + timeout; ; ) {
    try {
      return await holds()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** What a topic holds, all of it, by a consumer that waits for as many records as there are; lines of its output. */
export async function recordsOf(page, topic, at) {
  const { stdout } = await run(page, `kafka-get-offsets.sh --topic ${topic} ${at}`)
  const many = [...stdout.matchAll(/:(\d+)$/gm)].reduce((sum, [, end]) => sum + Number(end), 0)
  if (many === 0) return []
  const read = await run(
    page,
    `kafka-console-consumer.sh --topic ${topic} --from-beginning --max-messages ${many} --timeout-ms 60000 ${at}`,
  )
  return read.stdout.split('\n').slice(0, -1)
}

/**
 * What axe finds in these parts of the page, a line each. In its older mode: the newer one, which looks into frames, opens a page for
 * each look, and no frame is in these parts.
 */
export async function violationsIn(page, ...parts) {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
  for (const part of parts) axe.include(part)
  return (await axe.analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

/** Runs a line in the shell beside the prompt. */
export function run(page, line) {
  return page.evaluate((text) => window.logbook.terminal.run(text), line)
}
