// The learner's own notebook: written, kept, shared, taken to Node.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { openFromMenu } from './helpers.mjs'

const root = join(import.meta.dirname, '..')

async function begin(page, url) {
  await openFromMenu(page, url, 'Free play')
  await page.locator('.free-play .cell').waitFor()
}

/** A broker of ours under Node; gives its address and what ends it. */
async function broker(data) {
  const args = ['--import', 'tsx', 'engine/host/node/broker.ts', '--brokers', '1', '--port', '0', '--data', data]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] })
  const address = await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => {
      const [, found] = /^ready (\S+)/m.exec(String(text)) ?? []
      if (found) resolve(found)
    })
    child.on('exit', (status) => reject(new Error(`the broker ended with ${status}`)))
  })
  return { address, end: () => new Promise((resolve) => child.on('exit', resolve) && child.kill()) }
}

export const tests = {
  async 'items are added, run, moved and kept; a link brings the notebook to another browser'({ page, url, browser }) {
    await begin(page, url)
    await page.getByRole('button', { name: 'Run all' }).click()
    await page
      .getByText(/partition \d offset 0/)
      .first()
      .waitFor()

    await page.getByRole('button', { name: '+ Add text' }).last().click()
    await page.locator('.item textarea').fill('Mine, with <b>no tags</b>.')
    await page.keyboard.press('Escape')
    await page.locator('.item').last().getByRole('button', { name: 'Move up' }).click()
    await page.reload()
    await begin(page, url)
    await page.locator('.free-play .item').nth(2).getByText('Mine, with <b>no tags</b>.').waitFor()

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy as a link' }).click()
    await page.getByText('Link copied').waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    const other = await browser.newContext({ serviceWorkers: 'block', locale: 'en-US' })
    const guest = await other.newPage()
    await guest.goto(link)
    await guest.getByRole('button', { name: 'Take it' }).click()
    await guest.getByText('Mine, with <b>no tags</b>.').waitFor()
    await other.close()
  },

  async 'saved as a Node project, its cells run against a broker under Node'({ page, url }) {
    await begin(page, url)
    page.on('dialog', (dialog) => dialog.accept('my-notebook'))
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as a Node project' }).click()
    const folder = mkdtempSync(join(tmpdir(), 'logbook-project-'))
    const { address, end } = await broker(join(folder, 'data'))
    try {
      for (const [path, bytes] of Object.entries(unzipSync(readFileSync(await (await download).path())))) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), bytes)
      }
      const project = join(folder, 'my-notebook')
      // What `npm install` does for a package of a folder.
      mkdirSync(join(project, 'node_modules'))
      symlinkSync('../kafka-clients', join(project, 'node_modules/kafka-clients'))
      const said = execFileSync(process.execPath, ['cell-1.mjs'], {
        cwd: project,
        env: { ...process.env, BOOTSTRAP_SERVERS: address },
        encoding: 'utf8',
        timeout: 120_000,
      })
      assert.match(said, /^a → partition 0 offset 0$/m)
    } finally {
      await end()
      rmSync(folder, { recursive: true })
    }
  },
}
