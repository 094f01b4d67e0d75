// Takes the picture of README.md: `npx vite build && node e2e/screenshot.mjs`.
import { chromium } from 'playwright-core'
import { findBrowser } from '../scripts/browser.mjs'
import { serve } from '../scripts/serve.mjs'
import { open, run, typeLine } from './helpers.mjs'

const SERVER = '--bootstrap-server localhost:9092,localhost:9093,localhost:9094'
// The console producer gives a request up after 1.5 s; a dead leader is replaced after 9.
const PATIENT = '--request-timeout-ms 30000'
const site = await serve('dist', 0)
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
await open(page, site.url)
await page.evaluate(() => window.logbook.lesson.open('durability/21-kill-the-leader')).catch(() => {})
await run(page, `kafka-topics.sh --create --topic orders --partitions 3 --replication-factor 3 ${SERVER}`)
await page.keyboard.press('Alt+t')
await typeLine(page, `kafka-console-consumer.sh --topic orders ${SERVER}`)
await page.keyboard.press('Alt+n')
await page.waitForTimeout(1500)
await page.getByRole('button', { name: 'split' }).click()
await page.locator('#terminal-2').click()
const orders = 'for i in $(seq 2000); do echo "order-$i"; sleep 0.02; done'
await typeLine(page, `${orders} | kafka-console-producer.sh --topic orders ${PATIENT} ${SERVER}`)
await page.waitForTimeout(6000)
await page.evaluate(() => window.logbook.cluster.kill(2))
await page.waitForTimeout(14_000)
await page.screenshot({ path: 'public/screenshot.png' })
await browser.close()
await site.close()
