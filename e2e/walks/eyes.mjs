// What a learner sees: goals, terminals, cells. Reads only.
import assert from 'node:assert/strict'
import { PATIENCE } from '../helpers.mjs'

/** Waits until `look` gives something; says `what` was missing when it never does. */
export async function until(look, what, timeout = PATIENCE) {
  for (const deadline = Date.now() + timeout; ; ) {
    const seen = await look()
    if (seen) return seen
    if (Date.now() > deadline) assert.fail(typeof what === 'function' ? await what() : what)
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
}

/** Which goals have their tick. */
export function ticks(page) {
  return page.locator('.goals li').evaluateAll((all) => all.map((goal) => goal.classList.contains('met')))
}

/** Goals with what is the case now, for a message. */
export async function goalsText(page) {
  return (await page.locator('.goals li').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()).join('\n')
}

/** Writes down each change of the goals' ticks from now on; {@link ticksSeen} gives them. */
export function watchTicks(page) {
  return page.evaluate(() => {
    const look = () => [...document.querySelectorAll('.goals li')].map((goal) => goal.classList.contains('met'))
    window.walkObserver?.disconnect()
    window.walkTicks = [{ met: look() }]
    window.walkObserver = new MutationObserver(() => {
      const met = look()
      if (String(met) !== String(window.walkTicks.at(-1).met)) window.walkTicks.push({ met })
    })
    window.walkObserver.observe(document.querySelector('.goals'), {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['class'],
    })
  })
}

export function ticksSeen(page) {
  return page.evaluate(() => {
    window.walkObserver?.disconnect()
    return window.walkTicks
  })
}

/** What is wrong with the order in which goals were met: from first to last (one that is passed over is the very next), and none is lost again. */
export function disorder(seen) {
  return seen.slice(1).flatMap(({ met }, i) => {
    const before = seen[i]
    const isLost = before.met.some((one, goal) => one && !met[goal])
    const passedOver = before.met.indexOf(false)
    const isEarly = passedOver >= 0 && before.met.lastIndexOf(true) > passedOver
    if (isLost) return [`a goal is lost: ${met}`]
    return isEarly && !met[passedOver] && String(met) !== String(before.met) ? [`out of order: ${before.met}`] : []
  })
}

/** The terminals: number, what each is busy with (empty: it has a prompt), its whole text. */
export function terminals(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('.term [role=tab]')].map((tab) => {
      const [, id, busy] = /^(\d+)\s*(.*)$/.exec(tab.textContent.trim())
      const active = tab.getAttribute('aria-selected') === 'true'
      return { id: Number(id), busy, active, text: window.logbook.terminal.text(Number(id)) }
    }),
  )
}

/** What has come to the terminals since `before`, by lines. */
export function newLines(before, now) {
  return now.flatMap(({ id, text }) => {
    const old = before.find((one) => one.id === id)?.text ?? ''
    let same = 0
    while (same < old.length && old[same] === text[same]) same++
    return text.slice(text.lastIndexOf('\n', same) + 1).split('\n')
  })
}

const TROUBLE =
  /\b(?:ERROR|FATAL|WARN)\b|Exception\b|\bError\b|command not found|No such file|syntax error|\bUsage:|\busage:|unrecognized option/

/** What a client says when it is quicker than the news of a topic: it asks again by itself. */
const PASSING = /reported a recoverable issue .*=(?:UNKNOWN_TOPIC_OR_PARTITION|LEADER_NOT_AVAILABLE)/

/** Lines that tell of something that went wrong and that the lesson does not speak of. A line's reason may stand in the next. */
export function unpromised(lines, lesson, expected = []) {
  return lines.filter((line, i) => {
    if (!TROUBLE.test(line) || PASSING.test(line) || line.includes('~/kafka $')) return false
    const told = `${line} ${lines[i + 1] ?? ''}`
    const names = told.match(/\b\w+Exception\b|\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []
    const known = [...names, ...phrasesOf(line)].some((words) => lesson.text.includes(words))
    return !known && !expected.some((pattern) => pattern.test(told))
  })
}

/** Each six words in a row. */
function phrasesOf(line) {
  const words = line.split(/\s+/)
  return words.slice(5).map((_, at) => words.slice(at, at + 6).join(' '))
}
