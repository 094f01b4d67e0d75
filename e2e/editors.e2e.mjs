// Editors: those of several cells beside each other, and the one of `nano`.
import assert from 'node:assert/strict'
import { open as openCells, show, textOf } from './cells.e2e.mjs'
import { choose, ONE_NODE, open, run, sees, soon, typeLine } from './helpers.mjs'

/** Opens the editor of a cell, and waits for it. */
async function edit(page, cell) {
  await cell.code.focus()
  await page.keyboard.press('Enter')
  await cell.figure.locator('.monaco-editor.focused .view-line').first().waitFor()
}

/** Counts what a run of a cell begins with: a restore point, which the page asks its terminal's worker for. */
function countRestorePoints(page) {
  return page.evaluate(() => {
    globalThis.restorePoints = 0
    const post = Worker.prototype.postMessage
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message?.path?.at(-1) === 'keepMoment') globalThis.restorePoints++
      return post.call(this, message, ...rest)
    }
  })
}

/** Goes to the terminal of a page with one broker, and has it open a file. */
async function nano(page, url, path, { before = async () => {} } = {}) {
  await choose(page, ONE_NODE)
  await open(page, url)
  await page.keyboard.press('Alt+t')
  await before()
  await typeLine(page, `nano ${path}`)
  await page.locator('dialog.file-editor').waitFor()
}

const EDITOR = '.file-editor .monaco-editor.focused'

export const tests = {
  async 'of two cells with open editors each has its own Shift+Enter and Escape; a key held down runs once'({ page }) {
    await openCells(page)
    await countRestorePoints(page)
    const first = await show(page, 'first', `console.log('the first')`)
    const second = await show(page, 'second', `console.log('the second')`)
    await edit(page, first)
    await edit(page, second)
    await first.figure.locator('.monaco-editor .view-line').first().click()
    await page.keyboard.press('Shift+Enter')
    await first.output.getByText('the first', { exact: true }).waitFor()
    assert.equal(await second.output.count(), 0)
    await first.reaches('idle')
    await page.keyboard.press('Escape')
    await first.code.waitFor()
    assert.equal(await second.figure.locator('.monaco-editor').count(), 1)

    // The editor of the first is gone: what it had bound must be so too.
    await second.figure.locator('.monaco-editor .view-line').first().click()
    await page.keyboard.press('End')
    await page.keyboard.type(`; setInterval(() => {}, 1000); console.log(performance.now())`)
    const before = await page.evaluate(() => globalThis.restorePoints)
    await page.keyboard.down('Shift')
    for (let i = 0; i < 5; i++) await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await page.keyboard.up('Shift')
    await second.reaches('background')
    assert.equal(await page.evaluate(() => globalThis.restorePoints), before + 1)
    assert.doesNotMatch(await page.evaluate(() => localStorage.getItem('logbook.cell.e2e/second')), /\n/)
    await second.press('Stop')
    assert.match(await textOf(second.output), /^the second\n[\d.]+$/)
  },

  async 'the editor of a cell marks what is wrong, not an array that is filled later or a parameter without a type'({
    page,
  }) {
    await openCells(page)
    const code = `const all = []
for (const value of ['a', 'b']) all.push({ value })
const twice = (text) => text + text
console.log(all.map(({ value }) => twice(value)))
const wrong: number = 'text'`
    const cell = await show(page, 'typed', code)
    await edit(page, cell)
    await cell.figure.locator('.squiggly-error').first().waitFor()
    assert.equal(await cell.figure.locator('.squiggly-error').count(), 1)
  },

  async 'nano writes nothing before the file is shown; Escape leads to Cancel, Tab on to Save'({ page, url }) {
    let release
    const gate = new Promise((resolve) => {
      release = resolve
    })
    await nano(page, url, '/tmp/kept', {
      before: async () => {
        await run(page, 'echo precious > /tmp/kept')
        await page.route(/assets\/editor(?:\.api)?-[^/]*\.js$/, async (route) => {
          await gate
          await route.continue()
        })
      },
    })
    await page.keyboard.press('Control+s')
    const save = page.locator('.file-editor').getByRole('button', { name: 'Save' })
    assert.equal((await run(page, 'cat /tmp/kept')).stdout, 'precious\n')
    assert.equal(await save.isDisabled(), true)
    release()
    await page.locator(EDITOR).waitFor()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('more')
    await page.keyboard.press('Escape')
    await page.locator('.file-editor .secondary:focus').waitFor()
    await page.keyboard.press('Tab')
    await page.locator('.file-editor .primary:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('dialog.file-editor').waitFor({ state: 'detached' })
    assert.equal((await run(page, 'cat /tmp/kept')).stdout, 'precious\nmore')
  },

  async 'nano that is killed closes its editor; another one waits for it to be closed'({ page, url }) {
    const dialog = page.locator('dialog.file-editor')
    await nano(page, url, '/tmp/first & nano /tmp/second')
    await dialog.getByText('/tmp/first').waitFor()
    await run(page, 'pkill -f "^nano /tmp/first"')
    await dialog.getByText('/tmp/second').waitFor()
    await run(page, 'pkill -f "^nano /tmp/second"')
    await dialog.waitFor({ state: 'detached' })
    await page.locator('.pane.active textarea').focus()
    await typeLine(page, 'nano /tmp/third')
    await dialog.getByText('/tmp/third').waitFor()
    await page.locator(EDITOR).waitFor()
    await page.keyboard.press('Control+s')
    await dialog.waitFor({ state: 'detached' })
    assert.equal((await run(page, 'ls /tmp/third')).stdout, '/tmp/third\n')
  },

  async 'nano keeps a byte order mark and line ends, and opens nothing whose bytes it would change'({ page, url }) {
    const dialog = page.locator('dialog.file-editor')
    const bytes = async (path) => (await run(page, `xxd -p ${path}`)).stdout
    await nano(page, url, '/tmp/bin', {
      before: () => run(page, 'cp /tmp/kraft-combined-logs/__cluster_metadata-0/00000000000000000000.log /tmp/bin'),
    })
    const before = await bytes('/tmp/bin')
    const alert = dialog.getByRole('alert').filter({ hasText: 'not text in UTF-8' })
    await alert.waitFor()
    assert.equal(await dialog.locator('.primary').isDisabled(), true)
    const [box, message] = await Promise.all([dialog.locator('.editor-host').boundingBox(), alert.boundingBox()])
    assert.ok(message.y - box.y - box.height >= 8, 'the message stands clear of the box')
    await page.keyboard.press('Control+s')
    await dialog.locator('.secondary').click()
    assert.equal(await bytes('/tmp/bin'), before)

    await run(page, `printf '\ufeffa=1\\r\\n' > /tmp/marked`)
    await page.locator('.pane.active textarea').focus()
    await typeLine(page, 'nano /tmp/marked')
    await page.locator(EDITOR).waitFor()
    await page.keyboard.type('b')
    await page.keyboard.press('Control+s')
    await dialog.waitFor({ state: 'detached' })
    assert.equal(await bytes('/tmp/marked'), 'efbbbf62613d310d0a\n')
  },

  async 'nano opens neither what is no file nor what is too large, and says what was refused'({ page, url }) {
    const dialog = page.locator('dialog.file-editor')
    const again = async (path) => {
      await dialog.locator('.secondary').click()
      await dialog.waitFor({ state: 'detached' })
      await page.locator('.pane.active textarea').focus()
      await typeLine(page, `nano ${path}`)
      await dialog.waitFor()
    }
    await nano(page, url, '/tmp', { before: () => run(page, 'seq 1 700000 > /tmp/large') })
    await dialog.getByRole('alert').filter({ hasText: 'Is a directory' }).waitFor()
    assert.equal(await dialog.locator('.primary').isDisabled(), true)
    await again('/tmp/large')
    await dialog.getByRole('alert').filter({ hasText: '4 MiB' }).waitFor()
    await page.keyboard.press('Control+s')
    assert.equal(await dialog.locator('.primary').isDisabled(), true)
    assert.equal((await run(page, 'tail -n 1 /tmp/large')).stdout, '700000\n')

    // A running broker's file is not written to by others; what was typed stays.
    await again('/tmp/kraft-combined-logs/meta.properties')
    await page.locator(EDITOR).waitFor()
    await page.keyboard.type('#mine ')
    await page.keyboard.press('Control+s')
    await dialog.getByRole('alert').filter({ hasText: 'Device or resource busy' }).waitFor()
    assert.match(await textOf(dialog.locator('.view-lines')), /#mine/)
    await again('/tmp/new')
    await page.locator(EDITOR).waitFor()
    await page.keyboard.type('new')
    await page.keyboard.press('Control+s')
    await soon(async () => assert.equal((await run(page, 'cat /tmp/new')).stdout, 'new'))
    await sees(page, 1, /nano \/tmp\/new\n~\/kafka \$/)
  },
}
