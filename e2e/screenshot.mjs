// Takes the picture of README.md: `npx vite build && node e2e/screenshot.mjs`.
import { chromium } from 'playwright-core'
import { findBrowser } from '../scripts/browser.mjs'
import { serve } from '../scripts/serve.mjs'
import { open, run, typeLine } from './helpers.mjs'

const SERVER = '--bootstrap-server localhost:9092'
const site = await serve('dist', 0)
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
await open(page, site.url)
await run(page, `kafka-topics.sh --create --topic quickstart-events ${SERVER}`)
await page.keyboard.press('Alt+t')
await typeLine(page, `kafka-console-producer.sh --topic quickstart-events ${SERVER}`)
await page.keyboard.press('Alt+n')
await page.waitForTimeout(500)
await typeLine(page, `kafka-console-consumer.sh --topic quickstart-events --from-beginning --group readers ${SERVER}`)
await page.getByRole('button', { name: 'split' }).click()
for (const event of ['This is my first event', 'This is my second event', 'And a third one']) {
  await page.locator('#terminal-1').click()
  await typeLine(page, event)
  await page.waitForTimeout(1600)
}
await page.waitForTimeout(5000)
await page.keyboard.press('Alt+2')
await page.waitForTimeout(900)
await page.locator('.hex-row span').nth(30).hover()
await page.waitForTimeout(300)
await page.screenshot({ path: 'public/screenshot.png' })
await browser.close()
await site.close()
