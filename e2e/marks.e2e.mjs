// The marks that lead from a terminal's lines to their requests.
import assert from 'node:assert/strict'
import { choose, ONE_NODE, open, sees, typeLine } from './helpers.mjs'

const box = (page, selector) =>
  page.evaluate((it) => {
    const { x, y, right, bottom } = document.querySelector(it).getBoundingClientRect()
    return { x, y, right, bottom }
  }, selector)

export const tests = {
  'a mark stands before its line, over no letter, also after the window was narrow for a while': async ({
    page,
    url,
  }) => {
    await choose(page, ONE_NODE)
    await open(page, url)
    const long = `--config retention.ms=86400000 --config segment.bytes=1048576 --config min.insync.replicas=1`
    await typeLine(page, `kafka-topics.sh --create --topic orders ${long} --bootstrap-server localhost:9092`)
    await sees(page, 1, 'Created topic')
    await page.locator('.command-mark').waitFor()
    for (const width of [500, 1440, 900]) {
      await page.setViewportSize({ width, height: 900 })
      if (width < 860) await page.getByRole('tab', { name: 'terminal', exact: true }).click()
      await page.locator('.command-mark').waitFor()
      await page.waitForTimeout(300)
      const [mark, screen, pane] = [
        await box(page, '.command-mark'),
        await box(page, '.pane.active .xterm-screen'),
        await box(page, '.pane.active'),
      ]
      assert.ok(mark.right <= screen.x && mark.x >= pane.x, `at ${width}: ${JSON.stringify({ mark, screen })}`)
      assert.ok(Math.abs(mark.y - screen.y) < 2, `at ${width} not in the first row: ${mark.y}, ${screen.y}`)
      assert.ok(screen.right <= pane.right && screen.bottom <= pane.bottom, `at ${width}: the screen is cut`)
    }
  },
}
