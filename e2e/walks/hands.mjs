// The two ways to use the page. Neither calls the page's own functions: what cannot be reached is a fault of the page.
import assert from 'node:assert/strict'
import { until } from './eyes.mjs'

/** With the mouse: everything is clicked, text is typed where the click went. */
export function mouse(page) {
  return {
    name: 'mouse',
    press: (target) => target.click(),
    async fill(target, text) {
      await target.click()
      await page.keyboard.type(text)
    },
    select: (target, option) => target.selectOption(option),
    view: (number) => page.locator('.stage [role=tab]').nth(number).click(),
    newTerminal: () => page.locator('.term .tabs > button').first().click(),
    enters: () => false,
  }
}

/** So many presses of Tab may lie between where one is and where one wants to be. */
const MOST_TABS = 120

/** With the keyboard alone: Tab and Shift+Tab, Enter, the arrows, and the keys that the help sheet names. */
export function keyboard(page) {
  let commands = 0
  const reach = async (target) => {
    await target.waitFor()
    if (await page.evaluate(() => document.activeElement?.closest('.xterm') !== null)) await toLesson(page)
    for (let presses = 0; presses < MOST_TABS; presses++) {
      const where = await target.evaluate((element) => {
        const now = document.activeElement ?? document.body
        if (now === element) return 'here'
        return now.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING ? 'before' : 'after'
      })
      if (where === 'here') return
      await page.keyboard.press(where === 'before' ? 'Shift+Tab' : 'Tab')
    }
    assert.fail(`${MOST_TABS} presses of Tab do not lead to ${await target.evaluate((one) => one.outerHTML)}`)
  }
  return {
    name: 'keyboard',
    async press(target) {
      await reach(target)
      await page.keyboard.press('Enter')
      await page.waitForTimeout(50)
      await page
        .waitForFunction(() => document.activeElement !== document.body)
        .catch(() => assert.fail(`the focus is lost after Enter on ${target}`))
    },
    async fill(target, text) {
      await reach(target)
      await page.keyboard.type(text)
    },
    async select(target, option) {
      await reach(target)
      const keys = { '0.1×': 'Home', '1×': 'ArrowUp', '10×': 'End' }
      await page.keyboard.press(keys[option])
    },
    view: (number) => page.keyboard.press(`Alt+${number + 1}`),
    newTerminal: () => page.keyboard.press('Alt+n'),
    /** Every other command is typed into the terminal, the rest by its button. */
    enters: () => commands++ % 2 === 1,
    async enter(code) {
      await page.keyboard.press('Alt+t')
      await page.waitForFunction(() => document.activeElement?.closest('.xterm'))
      for (const line of code.split('\n')) {
        await typeWithIme(page, line)
        await page.keyboard.press('Enter')
      }
      await toLesson(page)
    },
  }
}

async function toLesson(page) {
  await page.keyboard.press('Alt+l')
  await page.waitForFunction(() => document.activeElement?.closest('.lesson'))
}

/** Types a line; what is not on the keyboard is composed, as an input method does. */
async function typeWithIme(page, line) {
  const ime = await page.context().newCDPSession(page)
  for (const text of line.split(/([^\x20-\x7e]+)/)) {
    if (/^[\x20-\x7e]*$/.test(text)) await page.keyboard.type(text)
    else {
      const before = await timesShown(page, text)
      await ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
      await ime.send('Input.insertText', { text })
      // Nobody types on before it is seen; xterm reads what was composed in the next moment.
      await until(async () => (await timesShown(page, text)) > before, `${text} is never seen in the terminal`)
    }
  }
  await ime.detach()
}

/** How often a text without spaces stands in the active terminal, over the ends of its lines. */
function timesShown(page, text) {
  return page.evaluate(
    (wanted) => window.logbook.terminal.text().replaceAll(/\s/g, '').split(wanted).length - 1,
    text.replaceAll(/\s/g, ''),
  )
}
