// Lessons that somebody else wrote, and the page in a frame of somebody else's.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '../scripts/serve.mjs'
import { choose, ONE_NODE, openFromMenu, served, soon } from './helpers.mjs'

const LESSON = `---
title: Our first topic
minutes: 3
teaches: [topic]
start: inherit
---

Text with <img src=x onerror="window.broken=true"> in it.

\`\`\`sh
kafka-topics.sh --create --topic ours --bootstrap-server localhost:9092
\`\`\`

## What you saw

A topic.

\`\`\`check
# \`ours\` exists, as [another](03-other.md) may, [not this](09-gone.md)
topic: ours
\`\`\`

\`\`\`hint
Below, or [there](https://example.com/there).
\`\`\`

\`\`\`hint
One command.
\`\`\`

\`\`\`solution
kafka-topics.sh --create --topic ours --bootstrap-server localhost:9092
\`\`\`
`
const PACK =
  'pack: ours\ntitle: Ours\nlessons: [intro/01-topic, intro/02-broken, intro/03-other]\ntracks: { intro: Introduction }\n'
const FRAME = `<!doctype html><meta charset="utf-8"><title>Course</title><iframe title="Logbook" width="1100" height="700"></iframe>`

async function withPack(run) {
  const folder = mkdtempSync(join(tmpdir(), 'logbook-pack-'))
  mkdirSync(join(folder, 'en/intro'), { recursive: true })
  writeFileSync(join(folder, 'pack.yaml'), PACK)
  writeFileSync(join(folder, 'en/intro/01-topic.md'), LESSON)
  writeFileSync(join(folder, 'en/intro/02-broken.md'), LESSON.replace('topic: ours', 'topik: ours'))
  writeFileSync(
    join(folder, 'en/intro/03-other.md'),
    LESSON.replace('first topic', 'other').replace('topic: ours', 'topic: x'),
  )
  writeFileSync(join(folder, 'course.html'), FRAME)
  const site = await serve(folder, 0)
  try {
    await run(site.url)
  } finally {
    await site.close()
    rmSync(folder, { recursive: true })
  }
}

export const tests = {
  async 'why a pack cannot be opened is told in the language of the moment'({ page, url }) {
    await openFromMenu(page, url, 'Open a pack …')
    await page.getByRole('textbox', { name: /^Address/ }).fill('ftp://example.com/')
    await page.keyboard.press('Enter')
    await page.getByText('a pack is fetched over https: ftp://example.com/').waitFor()
    const swap = (name) => page.evaluate((label) => document.querySelector(`[aria-label="${label}"]`).click(), name)
    await swap('switch to Chinese')
    await page.getByText('课程包只能通过 https 获取：ftp://example.com/').waitFor({ timeout: 5000 })
    await page.getByText('打开课程包……').first().waitFor()
  },

  async 'a pack by its address: its lessons, its faults with their lines, progress of its own, and back'({
    page,
    url,
  }) {
    await withPack(async (packs) => {
      await choose(page, ONE_NODE)
      await page.goto(`${url}?pack=${packs}pack.yaml`)
      await served(page)
      await page.getByRole('heading', { name: 'Our first topic' }).waitFor()
      assert.equal(await page.evaluate(() => window.broken), undefined)
      await page.locator('.block .run').first().click()
      await page.locator('.goals li.met').waitFor()
      await page.evaluate(() => window.logbook.lesson.open('intro/02-broken'))
      const faults = page.locator('.lesson .notice.bad li')
      assert.match(await faults.first().innerText(), /en\/intro\/02-broken\.md:20:1 unknown check: topik/)
      await page.goBack()
      await page.getByRole('heading', { name: 'Our first topic' }).waitFor()
      await page.reload()
      await page.locator('.goals li.met').waitFor()
      await page.locator('.lesson-menu > button').click()
      await page.getByRole('button', { name: 'Back to the Logbook course' }).click()
      await page.getByRole('heading', { name: 'Write and read your first events' }).waitFor()
      assert.ok(!page.url().includes('pack='))
    })
  },

  async 'a pack from the menu: Back and Forward, the glossary and writing keep address and lesson together'({
    page,
    url,
  }) {
    await withPack(async (packs) => {
      await choose(page, ONE_NODE)
      await page.goto(url)
      await served(page)
      const fromMenu = async (name) => {
        await page.locator('.lesson-menu > button').click()
        await page.getByRole('button', { name }).click()
      }
      const ours = page.getByRole('heading', { name: 'Our first topic' })
      const first = page.getByRole('heading', { name: 'Write and read your first events' })
      const pack = () => new URL(page.url()).searchParams.get('pack')
      await fromMenu('Open a pack')
      await page.locator('.pack-dialog input').fill(`${packs}pack.yaml`)
      await page.keyboard.press('Enter')
      await ours.waitFor()
      await soon(() => assert.equal(pack(), `${packs}pack.yaml`))
      await page.goBack()
      await first.waitFor()
      assert.equal(pack(), null)
      await page.goForward()
      await ours.waitFor()
      assert.equal(pack(), `${packs}pack.yaml`)

      await fromMenu('Glossary')
      await page.locator('dialog.glossary dd button').first().click()
      await ours.waitFor({ state: 'detached' })
      await soon(() => assert.equal(pack(), null))
      await page.goBack()
      await ours.waitFor()
      assert.equal(pack(), `${packs}pack.yaml`)

      await fromMenu('Write lessons')
      await page.getByRole('button', { name: 'Stop writing' }).click()
      await soon(() => assert.equal(pack(), null))
      await page.locator('.lesson-menu > button').click()
      await page.getByRole('button', { name: 'Glossary' }).waitFor()
      assert.equal(await page.getByRole('button', { name: 'Back to the Logbook course' }).count(), 0)
    })
  },

  async 'links in goals and hints open lessons and new tabs; a finished lesson is not announced anew'({ page, url }) {
    await withPack(async (packs) => {
      await choose(page, ONE_NODE)
      await page.goto(`${url}?pack=${packs}pack.yaml`)
      await served(page)
      await page.getByRole('heading', { name: 'Our first topic' }).waitFor()
      await page.context().route('https://example.com/**', (route) => route.fulfill({ body: 'there' }))
      await page.getByRole('button', { name: 'Hint' }).click()
      await page.locator('.hint a').waitFor()
      await Promise.all([page.context().waitForEvent('page'), page.locator('.hint a').click()])
      assert.equal(await page.locator('.hint a').getAttribute('rel'), 'noopener')
      assert.ok(page.url().startsWith(url))
      await page.locator('.block .run').first().click()
      await page.locator('.goals li.met').waitFor()
      const said = page.locator('.goals > .visually-hidden[aria-live]')
      await soon(async () => assert.equal(await said.innerText(), 'All goals met'))

      await page.locator('.goals li a').last().click()
      await page.getByText('This course has no lesson intro/09-gone').waitFor()
      await page.getByRole('button', { name: 'Close', exact: true }).click()
      const link = page.locator('.goals li a').first()
      const [beside] = await Promise.all([
        page.context().waitForEvent('page'),
        link.click({ modifiers: ['ControlOrMeta'] }),
      ])
      assert.ok(beside.url().endsWith('pack.yaml#/intro/03-other'), beside.url())
      await beside.close()
      await link.click()
      await page.getByRole('heading', { name: 'Our other' }).waitFor()
      assert.ok(page.url().endsWith('#/intro/03-other'))
      await page.locator('.goals li').waitFor()
      await page.evaluate(() => window.logbook.lesson.open('intro/01-topic'))
      await page.locator('.goals li.met').waitFor()
      await page.waitForTimeout(300)
      assert.equal(await said.innerText(), '')
    })
  },

  async 'a pack of an address is told of in Chinese: that it is on its way, and why it cannot be opened'({
    page,
    url,
  }) {
    await withPack(async (packs) => {
      let go
      const held = new Promise((resolve) => (go = resolve))
      await page.route('**/en/intro/03-other.md', (route) => held.then(() => route.fulfill({ status: 404, body: '' })))
      await choose(page, ONE_NODE)
      await page.goto(`${url}?lang=zh&pack=${packs}pack.yaml`)
      await page.locator('[role=status]', { hasText: '正在打开…… 2/3' }).waitFor()
      go()
      await page.locator('.opening-pack').waitFor({ state: 'detached' })
      await page.getByText('03-other.md: 404').waitFor()
      await page.goto(`${url}?lang=zh&again&pack=http://example.com/pack.yaml`)
      await page.getByText('课程包只能通过 https 获取').waitFor()
    })
  },

  async 'a pack on its way is stopped by its notice, by Cancel, and by another lesson that is chosen'({ page, url }) {
    await withPack(async (packs) => {
      const ours = page.getByRole('heading', { name: 'Our first topic' })
      const notice = page.locator('.opening-pack button', { hasText: 'Stop' })
      let answer
      await page.route('**/en/intro/03-other.md', (route) => {
        answer = () => route.continue().catch(() => {})
      })
      /** The last file comes after all. */
      const late = async () => {
        await answer()
        await page.waitForTimeout(300)
        assert.equal(await ours.count(), 0)
        assert.ok(!page.url().includes('pack='), page.url())
      }
      await choose(page, ONE_NODE)
      await page.goto(`${url}?pack=${packs}pack.yaml`)
      await notice.click()
      await notice.waitFor({ state: 'detached' })
      await page.getByRole('heading', { name: 'Write and read your first events' }).waitFor()
      await late()
      assert.equal(await page.locator('.problem-notice').count(), 0)

      await page.locator('.lesson-menu > button').click()
      await page.getByRole('button', { name: 'Open a pack' }).click()
      await page.locator('.pack-dialog input').fill(`${packs}pack.yaml`)
      await page.keyboard.press('Enter')
      await page.locator('.pack-dialog', { hasText: 'Opening … 2/3' }).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.locator('.pack-dialog').waitFor({ state: 'detached' })
      await late()

      await page.goto(`${url}?pack=${packs}pack.yaml&again`)
      await notice.waitFor()
      await page.evaluate(() => window.logbook.lesson.open('first-events/02-a-log-not-a-queue'))
      await notice.waitFor({ state: 'detached' })
      await late()
      assert.ok(page.url().endsWith('#/first-events/02-a-log-not-a-queue'), page.url())
    })
  },

  async 'what became of loading progress is told in its place; the course has its name'({ page, url }) {
    await withPack(async (packs) => {
      await choose(page, ONE_NODE)
      await page.goto(`${url}?pack=${packs}pack.yaml`)
      await served(page)
      await page.getByRole('heading', { name: 'Our first topic' }).waitFor()
      await page.locator('.lesson-menu > button').click()
      await page.locator('.lesson-list').getByRole('heading', { name: 'Ours', exact: true }).waitFor()
      const said = page.locator('.course-tools [role=status]')
      assert.equal(await said.innerText(), '')
      const chooser = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Load progress' }).click()
      await (await chooser).setFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('no') })
      await soon(async () => assert.notEqual(await said.innerText(), ''))
      await page.getByRole('button', { name: 'Copy the link to this lesson' }).waitFor()
    })
  },

  async 'a pack that cannot be opened says why, and the course stays'({ page, url }) {
    await choose(page, ONE_NODE)
    await page.goto(url)
    await served(page)
    await page.locator('.lesson-menu > button').click()
    await page.getByRole('button', { name: 'Open a pack' }).click()
    await page.locator('.pack-dialog input').fill('http://example.com/pack.yaml')
    await page.keyboard.press('Enter')
    assert.match(await page.locator('.pack-dialog [role=alert]').innerText(), /a pack is fetched over https/)
    assert.equal(await page.locator('h1').innerText(), 'Write and read your first events')
  },

  async 'a pack that fails once keeps its address, and is tried again when the learner asks'({ page, url }) {
    await withPack(async (packs) => {
      await choose(page, ONE_NODE)
      let isDown = true
      await page.route(`${packs}pack.yaml`, (route) =>
        isDown ? route.fulfill({ status: 404, body: '' }) : route.continue(),
      )
      await page.goto(`${url}?pack=${packs}pack.yaml#/intro/03-other`)
      const dialog = page.locator('dialog.impasse')
      await dialog.getByText('pack.yaml: 404').waitFor()
      assert.equal(new URL(page.url()).searchParams.get('pack'), `${packs}pack.yaml`)
      await page.reload()
      await dialog.getByRole('button', { name: 'Try again' }).click()
      await dialog.getByText('pack.yaml: 404').waitFor()
      isDown = false
      await dialog.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('heading', { name: 'Our other' }).waitFor()
      assert.ok(page.url().endsWith('pack.yaml#/intro/03-other'), page.url())

      isDown = true
      await page.reload()
      await dialog.getByRole('button', { name: 'To the Logbook course' }).click()
      await page.getByRole('heading', { name: 'Write and read your first events' }).waitFor()
      await soon(() => assert.equal(new URL(page.url()).searchParams.get('pack'), null))
    })
  },

  async 'a frame whose pack or lesson is not there tells the course site of no other lesson'({ page, url }) {
    await withPack(async (packs) => {
      await choose(page, ONE_NODE)
      await page.goto(`${packs}course.html`)
      await page.evaluate(() => {
        window.heard = []
        addEventListener('message', ({ data }) => data.source === 'logbook' && window.heard.push(data))
      })
      const show = (query) =>
        page.evaluate((src) => (document.querySelector('iframe').src = src), `${url}?embed&${query}`)
      const dialog = page.frameLocator('iframe').locator('dialog.impasse')
      await show(`pack=${packs}none/pack.yaml`)
      await dialog.getByText('none/pack.yaml').waitFor()
      assert.deepEqual(await dialog.getByRole('button').allInnerTexts(), ['Try again'])
      await show('lesson=nope/nope')
      await dialog.getByText('This course has no lesson nope/nope').waitFor()
      assert.deepEqual(await page.evaluate(() => window.heard), [])
      await dialog.getByRole('button', { name: 'To its first lesson' }).click()
      await page.waitForFunction(() => window.heard.length > 0)
      assert.equal(await page.evaluate(() => window.heard[0].lesson), 'first-events/01-quickstart')
    })
  },

  async 'a frame that knows nobody to tell of goals says so'({ page, url }) {
    await withPack(async (packs) => {
      await choose(page, ONE_NODE)
      const said = []
      page.on('console', (message) => said.push(message.text()))
      await page.goto(`${packs}course.html`)
      await page.evaluate((src) => {
        const frame = document.querySelector('iframe')
        frame.referrerPolicy = 'no-referrer'
        frame.src = src
      }, `${url}?embed`)
      await soon(() => assert.ok(said.some((text) => text.includes('say whom, by ?events=https://…'))))
    })
  },

  async 'large type that an address asks for is of that page alone; the link to a step leads to it, also after a reload'({
    page,
    url,
  }) {
    await choose(page, ONE_NODE)
    await page.goto(`${url}?present#/first-events/02-a-log-not-a-queue`)
    await served(page)
    const isLarge = () => page.evaluate(() => document.querySelector('.present') !== null)
    assert.equal(await isLarge(), true)
    const menu = page.locator('.lesson-menu > button')
    await menu.click()
    await page.getByRole('button', { name: 'Large type' }).click()
    assert.equal(await isLarge(), false)
    assert.ok(!page.url().includes('present'), page.url())
    await page.goto(`${url}?present#/first-events/02-a-log-not-a-queue`)
    await served(page)
    await page.evaluate(() =>
      Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: async (text) => void (window.copied = text) },
      }),
    )
    const step = page.locator('.lesson [data-line]').nth(5)
    await step.evaluate((block) => block.scrollIntoView({ block: 'start' }))
    const line = await step.getAttribute('data-line')
    await page.waitForTimeout(300)
    await menu.click()
    await page.getByRole('button', { name: 'Copy the link to this place' }).click()
    await soon(async () =>
      assert.ok((await page.evaluate(() => window.copied))?.endsWith(`#/first-events/02-a-log-not-a-queue/${line}`)),
    )
    const link = await page.evaluate(() => window.copied)
    assert.ok(!link.includes('present'), link)
    await page.goto(link.replace('#', '?step#'))
    await served(page)
    assert.equal(await isLarge(), false)
    await page.locator(`.linked[data-line="${line}"]`).waitFor()
    assert.ok(page.url().endsWith(`/${line}`), page.url())
  },

  async 'in a frame of a course site: no way to other lessons, and the site hears of lessons and goals'({ page, url }) {
    await withPack(async (packs) => {
      await page.goto(`${packs}course.html`)
      await page.evaluate((src) => {
        window.heard = []
        addEventListener('message', ({ data }) => data.source === 'logbook' && window.heard.push(data))
        document.querySelector('iframe').src = src
      }, `${url}?embed&pack=${packs}&lesson=intro/01-topic`)
      const frame = page.frameLocator('iframe')
      await frame.getByRole('heading', { name: 'Our first topic' }).waitFor()
      assert.equal(await frame.locator('.lesson-menu').isVisible(), false)
      await frame.locator('.block .run').first().click()
      await page.waitForFunction(() => window.heard.some(({ event }) => event === 'lesson-done'))
      const heard = await page.evaluate(() => window.heard.map(({ event, lesson }) => `${event} ${lesson}`))
      assert.deepEqual(heard, ['lesson-opened intro/01-topic', 'goal-met intro/01-topic', 'lesson-done intro/01-topic'])
      const [{ pack }] = await page.evaluate(() => window.heard)
      assert.equal(pack.address, new URL(packs).href)
      assert.match(pack.name, /^[\w-]+$/)
    })
  },
}
