// An instructor writes a lesson: in the page, and in an editor beside it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFromMenu, soon } from './helpers.mjs'

const root = join(import.meta.dirname, '..')

async function begin(page, url) {
  await openFromMenu(page, url, 'Write lessons')
  await page.locator('.author').waitFor()
}

/** With one file of this text as the draft; the author's pane has been opened before, or the page at least. */
async function beginWith(page, url, name, text) {
  const draft = JSON.stringify([[`en/intro/${name}.md`, text]])
  await page.evaluate((kept) => localStorage.setItem('logbook.draft', kept), draft)
  await page.reload()
  await begin(page, url)
}

async function proof(page) {
  await page.getByRole('tab', { name: 'Proof' }).click()
  await page.getByRole('button', { name: 'Prove it' }).click()
  await page.locator('.proof [role=status]').waitFor()
  return page.locator('.proof').innerText()
}

export const tests = {
  async 'a new lesson in the page: mistakes with their lines, preview, proof in the sandbox, export'({ page, url }) {
    await begin(page, url)
    assert.match(await proof(page), /step 1 is needed\n+All is proved/)

    await page.getByRole('tab', { name: 'Preview' }).click()
    await page.locator('.goals li .tick').first().click()
    await page.locator('.author .monaco-editor.focused').waitFor()
    await page.keyboard.press('End')
    await page.keyboard.type('x')
    const fault = page.locator('.source-problems button').first()
    await fault.filter({ hasText: 'unknown fence: checkx (did you mean check?)' }).waitFor()
    assert.match(await proof(page), /unknown fence: checkx/)

    await page.locator('.proof li button').first().click()
    await page.locator('.author .monaco-editor.focused').waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Backspace')
    await page.locator('.source-problems .ok').waitFor()
    await page.getByRole('tab', { name: 'Preview' }).click()
    await page.locator('.goals li').waitFor()

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export the pack' }).click()
    const field = page.getByRole('textbox', { name: /^pack\.yaml/ })
    const written = await field.inputValue()
    assert.match(written, /^title: The one thing that surprises$/m)
    const exported = page.locator('dialog.pack-file').getByRole('button', { name: 'Export' })
    await field.fill(written.replace(/^pack: .*$/m, 'pack: My Course'))
    await exported.click()
    await page.getByText('pack.yaml:1:7 expected a name such as').waitFor()
    await field.fill(written.replace(/^pack: .*$/m, 'pack: my-course').replace(/^title: .*$/m, 'title: My course'))
    await exported.click()
    assert.equal((await download).suggestedFilename(), 'my-course.zip')
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Stop writing' }).click()
    await page.locator('.lesson-menu > button').click()
    await page.getByRole('button', { name: 'Open a pack' }).click()
    await page.getByRole('button', { name: 'A file' }).click()
    await (await chooser).setFiles(await (await download).path())
    await page.getByRole('heading', { name: 'The one thing that surprises' }).waitFor()
    await page.locator('.lesson-menu > button').click()
    await page.getByRole('heading', { name: 'My course' }).waitFor()
    await page.getByRole('button', { name: 'Copy the link to this lesson' }).click()
    await page.locator('.course-tools [role=status]', { hasText: 'A pack from a file has no link' }).waitFor()
  },

  async 'a fault leads to its word where lines wrap, from the source and from the proof; all faults are marked'({
    page,
    url,
  }) {
    await begin(page, url)
    const long = `${'Each key goes to one lane and stays there for good. '.repeat(12)}\n\n`
    const lesson = [
      `---\ntitle: Lanes\nminutes: 3\nteaches: [key]\n---\n\n${long.repeat(14)}## What you saw\n\nLanes.\n`,
      '```check\n# Twelve records\nrecords: { topic: cities, cuont: 12 }\n```\n',
      '```check\n# Three\ntopic: cities\npartitons: 3\n```\n',
      '```hint\na\n```\n\n```hint\nb\n```\n\n```solution\nkafka-topics.sh --lst\n```\n',
    ].join('\n')
    await beginWith(page, url, '01-lanes', lesson)
    await page.getByRole('tab', { name: 'Source' }).click()
    const fault = (text) => page.locator('.source-problems button').filter({ hasText: text })
    await fault('no option --lst').waitFor()
    assert.equal(await page.locator('.source-problems button').count(), 3)
    await soon(async () => assert.equal(await page.locator('.author .cell-error-line').count(), 3))
    const colour = await page
      .locator('.author .cell-error-line')
      .last()
      .evaluate((line) => getComputedStyle(line).backgroundColor)
    assert.doesNotMatch(colour, /^rgba\(0, 0, 0, 0\)$/)
    const typeAt = async (button) => {
      await button.click()
      await page.locator('.author .monaco-editor.focused').waitFor()
      const [pane, cursor] = await Promise.all(
        ['.source-host', '.author .monaco-editor .cursor'].map((one) => page.locator(one).first().boundingBox()),
      )
      assert.ok(cursor.y >= pane.y && cursor.y + cursor.height <= pane.y + pane.height, `${cursor.y} is not seen`)
      await page.keyboard.type('X')
    }
    const kept = () => page.evaluate(() => JSON.parse(localStorage.getItem('logbook.draft'))[0][1])
    await typeAt(fault('cuont'))
    assert.match(await kept(), /cities, Xcuont/)
    await typeAt(fault('no option --lst'))
    assert.match(await kept(), /kafka-topics\.sh X--lst/)
    await proof(page)
    await typeAt(page.locator('.proof li button').filter({ hasText: 'partitons' }).first())
    assert.match(await kept(), /\nXpartitons/)
  },

  async 'writing goes on after a reload, where it was; a pack is opened to write on, and the draft put back'({
    page,
    url,
  }) {
    await begin(page, url)
    const address = page.url()
    await page.getByRole('button', { name: 'Add a lesson' }).click()
    await page.locator('.ask-dialog input').fill('intro/02-second')
    await page.keyboard.press('Enter')
    const file = page.getByRole('combobox', { name: 'file' })
    await soon(async () => assert.equal(await file.inputValue(), 'en/intro/02-second.md'))
    await page.getByRole('tab', { name: 'Source' }).click()
    assert.equal(page.url(), address)
    await page.reload()
    await soon(async () => assert.equal(await file.inputValue(), 'en/intro/02-second.md'))
    await page.getByRole('tab', { name: 'Source', selected: true }).waitFor()
    assert.equal(await page.locator('.problem-notice, .problem[role=alert]').count(), 0)

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export the pack' }).click()
    await page.locator('dialog.pack-file').getByRole('button', { name: 'Export' }).click()
    const zip = await (await download).path()
    await page.getByRole('button', { name: 'Remove this file' }).click()
    await page.locator('.ask-dialog').getByRole('button', { name: 'Remove it' }).click()
    await soon(async () => assert.equal(await file.locator('option').count(), 1))
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Open a pack to write on' }).click()
    await (await chooser).setFiles(zip)
    await soon(async () => assert.equal(await file.locator('option').count(), 2))
    await page.getByRole('button', { name: 'Put back' }).click()
    await soon(async () => assert.equal(await file.locator('option').count(), 1))
  },

  async 'a draft for which the browser has no room: that is said, and the page asks before it goes'({ page, url }) {
    await begin(page, url)
    await page.getByRole('tab', { name: 'Source' }).click()
    await page.evaluate(() => {
      for (let size = 1 << 20; size > 0; size >>= 1)
        try {
          for (let i = 0; ; i++) localStorage.setItem(`full-${size}-${i}`, 'x'.repeat(size))
        } catch {}
    })
    await page.locator('.author .view-line').first().click()
    await page.keyboard.type('more and more')
    await page.getByRole('alert').getByText('This browser has no room for what you write').waitFor()
    const asked = page.waitForEvent('dialog')
    await page.evaluate(() => void setTimeout(() => location.reload()))
    const dialog = await asked
    assert.equal(dialog.type(), 'beforeunload')
    await dialog.dismiss()
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith('full-')) localStorage.removeItem(key)
    })
    await page.keyboard.type('!')
    await page.getByText('This browser has no room for what you write').waitFor({ state: 'detached' })
  },

  async 'a cell that does not end is named while the proof waits for it'({ page, url }) {
    await begin(page, url)
    const lesson = [
      '---\ntitle: Round\nminutes: 3\nteaches: [topic]\n---\n\n```ts cell=round\nfor (;;) {}\n```\n\n## What you saw\n\nA circle.\n',
      '```check\n# A topic\ntopic: a\n```\n\n```hint\na\n```\n\n```solution\n@run round\n```\n',
    ].join('\n')
    await beginWith(page, url, '01-round', lesson)
    await page.getByRole('tab', { name: 'Proof' }).click()
    await page.getByRole('button', { name: 'Prove it' }).click()
    await page.locator('.proof > pre').filter({ hasText: 'en/intro/01-round.md:25:1 @run round' }).waitFor()
    await page.getByRole('button', { name: 'Stop the proof' }).click()
    await page.locator('.proof > pre').waitFor({ state: 'detached' })
  },

  async 'files of a draft: added and removed when that is agreed to; source and preview show one lesson'({
    page,
    url,
  }) {
    await begin(page, url)
    const file = page.getByRole('combobox', { name: 'file' })
    const dialog = page.locator('.ask-dialog')
    const add = async (id) => {
      await page.getByRole('button', { name: 'Add a lesson' }).click()
      await dialog.locator('input').fill(id)
      await page.keyboard.press('Enter')
    }
    await page.getByRole('button', { name: 'Remove this file' }).click()
    await dialog.getByRole('button', { name: 'Remove it' }).click()
    await dialog.getByText('It is the only one').waitFor()
    await page.keyboard.press('Escape')
    await add('nonsense')
    await dialog.getByText('It is called by a track and a name').waitFor()
    await page.keyboard.press('Escape')
    await add('intro/02-second')
    await dialog.waitFor({ state: 'detached' })
    assert.equal(await file.inputValue(), 'en/intro/02-second.md')

    await page.locator('.neighbours button').first().click()
    await soon(async () => assert.equal(await file.inputValue(), 'en/intro/01-first.md'))
    await page.getByRole('tab', { name: 'Source' }).click()
    await page.locator('.source-goals summary').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.author .monaco-editor.focused').waitFor()

    await page.getByRole('button', { name: 'Remove this file' }).click()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    assert.equal(await file.locator('option').count(), 2)
    await page.getByRole('button', { name: 'Remove this file' }).click()
    await dialog.getByRole('button', { name: 'Remove it' }).click()
    await soon(async () => assert.equal(await file.inputValue(), 'en/intro/02-second.md'))
    assert.equal(await file.locator('option').count(), 1)
    await page.locator('.lesson-menu > button').click()
    await page.getByRole('button', { name: 'Copy the link to this lesson' }).click()
    await page.getByText('Lessons that are being written have no link').waitFor()
  },

  async 'a draft that is open in two tabs: each goes on from what the other wrote'({ page, context, url }) {
    const type = async (tab, text) => {
      await tab.getByRole('tab', { name: 'Source' }).click()
      await tab.locator('.author .view-line').first().click()
      await tab.keyboard.press('Control+Home')
      await tab.keyboard.type(text)
    }
    const kept = (tab) => tab.evaluate(() => JSON.parse(localStorage.getItem('logbook.draft'))[0][1])
    await begin(page, url)
    await type(page, 'one ')
    const second = await context.newPage()
    await second.goto(url)
    await second.getByRole('button', { name: 'Take it over' }).click()
    await second.waitForSelector('.chip.running')
    await second.locator('.lesson-menu > button').click()
    await second.getByRole('button', { name: 'Write lessons' }).click()
    await type(second, 'two ')
    await second.close()
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.locator('.author .view-line').first().filter({ hasText: 'two one' }).waitFor()
    await type(page, 'three ')
    assert.match(await kept(page), /^three two one ---/)
  },

  async 'a lesson that would do harm while it is proved reaches neither network nor storage'({ page, url }) {
    const asked = []
    page.on('request', (request) => asked.push(request.url()))
    await begin(page, url)
    const source = readFileSync(join(root, 'lessons/en/first-events/01-quickstart.md'), 'utf8')
    const cell = [
      '```ts cell=evil',
      "const said = await fetch('https://evil.example/').then(() => 'sent', () => 'refused')",
      "const kept = await Promise.resolve().then(() => indexedDB.databases()).then(() => 'read', () => 'refused')",
      "if (said !== 'refused' || kept !== 'refused') throw new Error(`got out: ${said} ${kept}`)",
      '```',
    ].join('\n')
    const evil = source
      .replace('## What you saw', `${cell}\n\n## What you saw`)
      .replace('```solution\n', '```solution\n@run evil\n')
      .replaceAll(/\[([^\]]*)\]\([^)]*\.md\)/g, '$1')
    await beginWith(page, url, '01-evil', evil)
    const said = await proof(page)
    assert.doesNotMatch(said, /got out/)
    assert.match(said, /every goal is met without it: @run evil/)
    assert.deepEqual(
      asked.filter((address) => address.includes('evil.example')),
      [],
    )
  },

  async 'a cell with kafkajs runs in the page’s proof'({ page, url }) {
    await begin(page, url)
    const lesson = [
      '---\ntitle: Hello\nminutes: 3\nteaches: [topic]\nstart: inherit\n---\n\nTwo orders are written.\n',
      "```ts cell=orders\nimport { Kafka } from 'kafkajs'",
      "const producer = new Kafka({ brokers: ['localhost:9092'] }).producer()\nawait producer.connect()",
      "await producer.send({ topic: 'orders', messages: [{ value: 'a' }, { value: Buffer.from('b') }] })",
      'await producer.disconnect()\n```\n\n## What you saw\n\nTwo orders.\n',
      '```check\n# Two orders\nrecords: { topic: orders, count: 2 }\n```\n\n```hint\nRun it.\n```\n\n```solution\n@run orders\n```\n',
    ].join('\n')
    await beginWith(page, url, '01-kafkajs', lesson)
    await proof(page)
    const good = await page.locator('.proof li.ok').allInnerTexts()
    for (const said of ['the solution meets them', 'and a second time', 'step 1 is needed'])
      assert.ok(
        good.some((line) => line.includes(said)),
        `${said}: not among ${good}`,
      )
  },

  async 'npm run lessons -- --watch: the page shows what an editor saved, and its proof'({ page, folder }) {
    const pack = mkdtempSync(join(tmpdir(), 'logbook-watch-'))
    mkdirSync(join(pack, 'en/intro'), { recursive: true })
    const path = join(pack, 'en/intro/01-quickstart.md')
    cpSync(join(root, 'lessons/en/first-events/01-quickstart.md'), path)
    writeFileSync(join(pack, 'pack.yaml'), 'pack: watched\ntitle: Watched\nlessons: [intro/01-quickstart]\n')
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/lessons/lessons-cli.ts', '--watch', path], {
      cwd: root,
      env: { ...process.env, DIST: folder },
    })
    try {
      const address = await new Promise((resolve, reject) => {
        child.stdout.on('data', (data) => {
          const found = /http:\S+/.exec(String(data))
          if (found) resolve(found[0])
        })
        child.on('exit', (status) => reject(new Error(`ended with ${status}`)))
      })
      await page.goto(address)
      await page.getByRole('heading', { name: 'Write and read your first events' }).waitFor()
      writeFileSync(path, readFileSync(path, 'utf8').replace(/^title: .*$/m, 'title: Saved just now'))
      await page.getByRole('heading', { name: 'Saved just now' }).waitFor()
      await page.getByRole('tab', { name: 'Proof' }).click()
      await page.locator('.proof li').filter({ hasText: 'the solution meets them' }).waitFor()
    } finally {
      child.kill()
      rmSync(pack, { recursive: true })
    }
  },
}
