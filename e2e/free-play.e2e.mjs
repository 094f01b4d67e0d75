// The learner's own notebook: written, kept, shared, taken to Node.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { openFromMenu, run, sees, served, soon } from './helpers.mjs'

const root = join(import.meta.dirname, '..')

async function begin(page, url) {
  await openFromMenu(page, url, 'Free play')
  await page.locator('.free-play .cell').first().waitFor()
}

/** The notebook again, after the lessons. */
async function reopen(page) {
  await page.locator('.lesson-menu > button').click()
  await page.getByRole('button', { name: 'Free play' }).click()
  await page.locator('.free-play .cell').first().waitFor()
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

const PROGRAM = `import { KafkaProducer } from 'kafka-clients'
const producer = new KafkaProducer({ 'bootstrap.servers': 'localhost:9092' })
const { partition, offset } = await producer.send({ topic: 'playground', key: 'a', value: 'hello' })
console.log('a → partition', partition, 'offset', offset)
console.chart('sent', { records: 1 })
await producer.close()`

/** The notebook of free play, in place of what is kept. */
function keep(page, markdown) {
  return page.addInitScript((text) => {
    if (origin !== 'null' && !sessionStorage.getItem('kept')) localStorage.setItem('logbook.free-play', text)
    if (origin !== 'null') sessionStorage.setItem('kept', 'yes')
  }, markdown)
}

export const tests = {
  async 'Reset of a cell takes its output alone; what is removed comes back; a file is offered, and names follow'({
    page,
    url,
  }) {
    await keep(page, "Mine\n\n```ts\nconsole.log('one')\n```\n\n```ts\nconsole.log('two')\n```\n")
    await begin(page, url)
    const cell = page.locator('.free-play .cell').first()
    await cell.locator('.cell-code').focus()
    await page.keyboard.press('Enter')
    await page.locator('.monaco-editor .view-line').first().waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText("console.log('edited')")
    await page.keyboard.press('Shift+Enter')
    await cell.locator('.cell-output', { hasText: 'edited' }).waitFor()
    await cell.getByRole('button', { name: 'Clear' }).click()
    await cell.locator('.cell-output').waitFor({ state: 'detached' })
    assert.match(await page.evaluate(() => localStorage.getItem('logbook.free-play')), /edited/)
    assert.equal(await cell.getByRole('button', { name: 'Clear' }).count(), 0)

    const item = page.locator('.free-play .item').nth(1)
    await item.hover()
    await item.getByRole('button', { name: 'Remove' }).click()
    await page.locator('.cell[aria-label="cell-2.ts"]').waitFor({ state: 'detached' })
    await page.locator('.cell[aria-label="cell-1.ts"]', { hasText: 'two' }).waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.cell[aria-label="cell-1.ts"]', { hasText: 'edited' }).waitFor()
    await page.locator('.cell[aria-label="cell-2.ts"]', { hasText: 'two' }).waitFor()

    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Open a file' }).click()
    await (await choosing).setFiles({ name: 'n.md', mimeType: 'text/markdown', buffer: Buffer.from('Theirs\n') })
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await page.locator('.free-play .item', { hasText: 'Mine' }).waitFor()
  },

  async 'Run all types in the terminal, tells how far it is, ends at what fails, and is stopped'({ page, url }) {
    await keep(page, "```sh\nls nowhere\n```\n\n```ts\nconsole.log('after')\n```\n")
    await begin(page, url)
    await page.getByRole('button', { name: 'Run all' }).click()
    await page.getByText('1/2: exit status 2').waitFor()
    await sees(page, 1, /\$ ls nowhere\n.*nowhere.*No such file/)
    assert.equal(await page.locator('.cell-output').count(), 0)

    await page.locator('.item').first().hover()
    await page.locator('.item').first().getByRole('button', { name: 'Edit' }).click()
    await page
      .locator('.item textarea')
      .fill('kafka-console-consumer.sh --topic none --bootstrap-server localhost:9092')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Run all' }).click()
    await page.getByText('Running 1/2 …').waitFor()
    const consumers = async () => (await run(page, 'ps')).stdout.match(/console-consumer/g)?.length ?? 0
    await soon(async () => assert.equal(await consumers(), 1))
    await page.getByRole('button', { name: 'Back to the lessons' }).click()
    await page.locator('.lesson').waitFor()
    await reopen(page)
    await page.getByText('Running 1/2 …').waitFor()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('1/2: Stopped').waitFor()
    await soon(async () => assert.equal(await consumers(), 0))
    assert.equal((await run(page, 'echo free')).stdout, 'free\n')
    assert.equal(await page.locator('.cell-output').count(), 0)
  },

  async 'Undo while the lines of one item run ends them, those too that have not begun, and says so'({ page, url }) {
    await keep(page, '```sh\nmkdir made; sleep 60\necho later > later.txt\n```\n')
    await openFromMenu(page, url, 'Free play')
    const item = page.locator('.free-play .item').first()
    await item.getByRole('button', { name: /^Run:/ }).click()
    await sees(page, 1, /sleep 60/)
    await soon(async () => assert.match((await run(page, 'ls')).stdout, /made/))
    await page.getByRole('button', { name: 'Undo' }).click()
    await item.getByText('Stopped').waitFor({ timeout: 20_000 })
    await soon(async () => assert.doesNotMatch((await run(page, 'ls')).stdout, /made/))
    await page.waitForTimeout(500)
    assert.doesNotMatch((await run(page, 'ls')).stdout, /later/)
  },

  async 'by keyboard alone: what is added or edited has the keys, and what goes away hands them on'({ page, url }) {
    await keep(page, "one\n\n```sh\nls\n```\n\n```ts\nconsole.log('one')\n```\n")
    await begin(page, url)
    const item = (at) => page.locator('.free-play .item').nth(at)
    const press = async (button) => {
      await button.focus()
      await page.keyboard.press('Enter')
    }
    /** The item that is to have the keyboard, and what in it. */
    const goesTo = (wanted) =>
      soon(async () => {
        const found = await page.evaluate(() => {
          const { activeElement } = document
          const at = [...document.querySelectorAll('.free-play .item')].indexOf(activeElement.closest('.item'))
          return `${at} ${activeElement.title || activeElement.localName}`
        })
        assert.equal(found, wanted)
      }, 3000)
    await press(item(0).getByRole('button', { name: 'Edit' }))
    await goesTo('0 textarea')
    await page.keyboard.press('Escape')
    await goesTo('0 Edit')
    await page.keyboard.press('Enter')
    await goesTo('0 textarea')
    await page.keyboard.press('Shift+Enter')
    await item(0).getByText('one').dblclick()
    await goesTo('0 textarea')
    await press(item(0).getByRole('button', { name: 'Done' }))
    await goesTo('0 Edit')

    await press(item(0).getByRole('button', { name: 'Move down' }))
    await goesTo('1 Move down')
    await page.keyboard.press('Enter')
    await goesTo('2 Move down')
    await press(item(2).getByRole('button', { name: 'Move up' }))
    await goesTo('1 Move up')

    await press(page.getByRole('button', { name: '+ Add commands' }).last())
    await goesTo('3 textarea')
    await press(page.getByRole('button', { name: '+ Add a cell' }).first())
    await goesTo('0 div')
    await press(item(1).getByRole('button', { name: 'Remove' }))
    await page.getByText('Removed.').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Removed.').waitFor({ state: 'detached' })
    await goesTo('1 Edit')

    const choosing = page.waitForEvent('filechooser')
    await press(page.getByRole('button', { name: 'Open a file' }))
    await (await choosing).setFiles({ name: 'n.md', mimeType: 'text/markdown', buffer: Buffer.from('Theirs\n') })
    await press(page.getByRole('button', { name: 'Take it' }))
    await page.locator('.free-play .item', { hasText: 'Theirs' }).waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.className), 'prose')
  },

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

  async 'a link to the notebook that cannot be copied is shown, selected'({ page, url }) {
    await page.addInitScript(() => {
      if (origin !== 'null') Object.defineProperty(navigator, 'clipboard', { value: undefined })
    })
    await begin(page, url)
    await page.getByRole('button', { name: 'Copy as a link' }).click()
    await page.getByRole('heading', { name: 'The link could not be copied' }).waitFor()
    const selected = await page.evaluate(() => {
      const { value, selectionStart, selectionEnd } = document.activeElement
      return value.slice(selectionStart, selectionEnd)
    })
    assert.match(selected, /#notebook=./)
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.locator('.link-dialog').waitFor({ state: 'detached' })
    assert.equal(await page.getByText('Link copied').count(), 0)
  },

  async 'saved as a Node project, its cells run against a broker under Node'({ page, url }) {
    await keep(page, `\`\`\`ts\n${PROGRAM}\n\`\`\`\n`)
    await begin(page, url)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as a Node project' }).click()
    await page.getByLabel('Name of the project').fill('My notebook')
    await page.keyboard.press('Enter')
    await page.getByText('A name has small letters, digits and hyphens').waitFor()
    await page.getByLabel('Name of the project').fill('my-notebook')
    await page.keyboard.press('Enter')
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
      assert.match(said, /^sent \{ records: 1 \}$/m)
    } finally {
      await end()
      rmSync(folder, { recursive: true })
    }
  },

  async 'it stands first in the list of lessons, and the header names it'({ page, url }) {
    await page.goto(url)
    await served(page)
    const header = page.locator('.lesson-menu > button')
    await header.click()
    assert.match(await page.locator('.lesson-list button').first().innerText(), /Free play/)
    await page.locator('.lesson-list button').first().click()
    await page.locator('.free-play .cell').first().waitFor()
    assert.equal(await header.innerText(), 'Free play')
    await header.click()
    assert.match(await page.locator('.lesson-list [aria-current]').innerText(), /Free play/)
    await page.locator('.lesson-list').getByRole('button', { name: 'Write and read' }).click()
    await page.locator('.free-play').waitFor({ state: 'detached' })
    assert.match(await header.innerText(), /Write and read/)
  },
}
