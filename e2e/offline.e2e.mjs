// The page without a network, and a newer version of it.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '../scripts/serve.mjs'
import { served } from './helpers.mjs'
import { violations } from './looks/visit.mjs'

/** The page keeps itself ten seconds after it was opened, so that a visit has the network for itself; here after one. */
function keepSoon(context) {
  return context.addInitScript(() => {
    const { setTimeout } = globalThis
    globalThis.setTimeout = (run, ms, ...values) => setTimeout(run, ms === 10_000 ? 1000 : ms, ...values)
  })
}

export const tests = {
  async 'a host that leads /index.html to / is kept too'({ browser, folder }) {
    const site = await serve(folder, 0, undefined, cleanAddresses)
    const context = await browser.newContext({ locale: 'en-US' })
    await keepSoon(context)
    const page = await context.newPage()
    try {
      await page.goto(site.url)
      await served(page)
      await page.evaluate(() => navigator.serviceWorker.ready)
      await page.reload()
      await served(page)
      await context.setOffline(true)
      await page.reload()
      await served(page)
    } finally {
      await context.close()
      await site.close()
    }
  },

  async 'after the first visit the page opens offline, from a sub-path; a newer version asks, and comes whole'({
    browser,
    folder,
  }) {
    const host = mkdtempSync(join(tmpdir(), 'logbook-offline-'))
    cpSync(folder, join(host, 'kafka'), { recursive: true })
    const site = await serve(host, 0)
    const context = await browser.newContext({ locale: 'en-US' })
    await keepSoon(context)
    const page = await context.newPage()
    const others = []
    page.on('request', (request) => {
      if (!request.url().startsWith(site.url) && !/^(blob|data):/.test(request.url())) others.push(request.url())
    })
    try {
      const url = `${site.url}kafka/`
      await page.goto(url)
      await served(page)
      await page.evaluate(() => navigator.serviceWorker.ready)
      assert.ok((await page.evaluate(() => caches.keys())).length === 1)

      await context.setOffline(true)
      await page.reload()
      await served(page)
      const listed = await page.evaluate(() =>
        window.logbook.terminal.run('kafka-topics.sh --create --topic offline --bootstrap-server localhost:9092'),
      )
      assert.equal(listed.stdout, 'Created topic offline.\n')
      await page.getByRole('tab', { name: 'Metrics' }).click()
      await page.locator('.uplot').first().waitFor()

      await context.setOffline(false)
      newer(join(host, 'kafka'))
      await page.reload()
      await served(page)
      const notice = page.locator('.update-notice')
      await notice.waitFor()
      assert.deepEqual(await violations(page), [])
      assert.equal(
        await page.locator('html').getAttribute('data-version'),
        null,
        'the old version stays until it is asked for',
      )
      await notice.getByRole('button', { name: 'Load it' }).click()
      await page.locator('html[data-version=newer]').waitFor()
      await served(page)
      assert.deepEqual(others, [], 'nothing was asked of another origin')
    } finally {
      await context.close()
      await site.close()
      rmSync(host, { recursive: true })
    }
  },
}

/** Answers as hosts with clean addresses do: a page's address has no `index.html`. */
function cleanAddresses({ url }, response) {
  const { pathname } = new URL(url, 'http://localhost')
  if (!pathname.endsWith('/index.html')) return false
  response.writeHead(308, { location: pathname.slice(0, -'index.html'.length) }).end()
  return true
}

/** Deploys a version that differs in a mark on its root. */
function newer(folder) {
  const html = join(folder, 'index.html')
  writeFileSync(html, readFileSync(html, 'utf8').replace('<html', '<html data-version="newer"'))
  const script = join(folder, 'service-worker.js')
  writeFileSync(script, readFileSync(script, 'utf8').replace(/version:"(\w{16})"/, 'version:"0000000000000000"'))
}
