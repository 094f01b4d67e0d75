import assert from 'node:assert/strict'
import { choose, ONE_NODE, open, openFromMenu, run, sees, served, soon, typeLine, violationsIn } from './helpers.mjs'

const SERVER = '--bootstrap-server localhost:9092'

/** One broker and a topic with a record in it; the prompt waits. */
async function begin(page, url) {
  await choose(page, ONE_NODE)
  await open(page, url)
  await sees(page, 1, '$')
  await run(page, `kafka-topics.sh --create --topic orders ${SERVER}`)
}

const requests = (page) => page.locator('.view tbody tr button.link')

/** axe finds nothing in the stage. */
async function assertAccessible(page) {
  assert.deepEqual(await violationsIn(page, '.stage', '.term'), [])
}

export const tests = {
  async 'a lesson with many goals leads nowhere out of the page: nothing scrolls it away under the reader'({
    page,
    url,
  }) {
    await page.setViewportSize({ width: 1280, height: 700 })
    await page.goto(`${url}#/notebooks/58-the-consumer-in-code`)
    await served(page)
    await page.locator('.goals li').nth(9).waitFor()
    await page.locator('.goals li').getByText('now:').first().waitFor()
    await page
      .locator('.prose h2')
      .last()
      .evaluate((heading) => heading.scrollIntoView())
    await page
      .locator('.goals li')
      .last()
      .evaluate((goal) => goal.scrollIntoView())
    assert.equal(await page.evaluate(() => document.scrollingElement.scrollHeight), 700)
    assert.equal(await page.evaluate(() => document.scrollingElement.scrollTop), 0)
    assert.equal(await page.locator('header.top').evaluate((bar) => bar.getBoundingClientRect().top), 0)
  },
  async 'by mouse: from a line of the terminal to its requests, to the batch that it wrote, back to the request, and to the group'({
    page,
    url,
    shot,
  }) {
    await begin(page, url)
    await typeLine(page, `echo one | kafka-console-producer.sh --topic orders ${SERVER}`)
    await sees(page, 1, /orders[\s\S]*\$ $/)
    await typeLine(
      page,
      `kafka-console-consumer.sh --topic orders --from-beginning --max-messages 1 --group billing ${SERVER}`,
    )
    await sees(page, 1, 'Processed a total of 1 messages')
    await run(page, `kafka-topics.sh --describe ${SERVER}`)
    const marks = page.locator('.pane.active .command-mark')
    await marks.nth(1).waitFor()
    assert.equal(await marks.count(), 2)
    const [line, last] = await marks.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
    assert.ok(line < last)

    await marks.first().click()
    await page.locator('.filters .limited', { hasText: 'echo one | kafka-console-producer.sh' }).waitFor()
    await soon(async () => {
      const names = await requests(page).allInnerTexts()
      assert.deepEqual([...new Set(names.map((name) => name.split(' ')[0]))].sort(), [
        'ApiVersions',
        'InitProducerId',
        'Metadata',
        'Produce',
      ])
    })
    await shot('links-requests.png')
    await assertAccessible(page)

    await requests(page).filter({ hasText: 'Produce v' }).click()
    await page.locator('.touched', { hasText: 'wrote orders-0 @ 0' }).getByRole('button').click()
    await page.locator('.split tr.selected', { hasText: 'one' }).waitFor()
    await page.getByRole('tab', { name: 'Log', exact: true, selected: true }).waitFor()
    await page.locator('.record-links', { hasText: 'billing @ 1 has read it' }).waitFor()
    await shot('links-record.png')
    await assertAccessible(page)

    await page.getByRole('button', { name: 'the request that wrote it' }).click()
    await page.locator('.view tr.selected', { hasText: 'Produce v' }).waitFor()
    await page.getByRole('tab', { name: 'Log', exact: true }).click()
    await page.locator('.record-links').getByRole('button', { name: 'billing @ 1' }).click()
    await page.locator('.positions', { hasText: 'orders-0' }).waitFor()
  },

  async 'by keyboard: Alt+R and the menu over the terminal lead to a command’s requests, and on to what it read and committed'({
    page,
    url,
  }) {
    await begin(page, url)
    await run(page, `printf 'one\\ntwo\\n' | kafka-console-producer.sh --topic orders ${SERVER}`)
    await typeLine(
      page,
      `kafka-console-consumer.sh --topic orders --from-beginning --max-messages 2 --group billing ${SERVER}`,
    )
    await sees(page, 1, 'Processed a total of 2 messages')
    await page.keyboard.press('Alt+r')
    await page.locator('.filters .limited', { hasText: 'kafka-console-consumer.sh' }).waitFor()
    await page.waitForFunction(() => document.activeElement?.id === 'stage-wire')
    const commit = requests(page).filter({ hasText: 'OffsetCommit' }).first()
    await commit.focus()
    await page.keyboard.press('Enter')
    await page.locator('.touched', { hasText: 'committed orders-0 @ 2 by the group billing' }).waitFor()
    // What holds records among the answers, newest first.
    for (const fetch of await requests(page).filter({ hasText: 'Fetch v' }).all()) {
      await fetch.focus()
      await page.keyboard.press('Enter')
      await page.locator('.wire-detail').waitFor()
      await page.waitForTimeout(100)
      if ((await page.locator('.touched').count()) > 0) break
    }
    await page.locator('.touched', { hasText: 'read orders-0 @ 0 … 1' }).getByRole('button').focus()
    await page.keyboard.press('Enter')
    await page.locator('.split tr.selected', { hasText: 'one' }).waitFor()

    const menu = page.getByRole('button', { name: 'requests of a command' })
    await menu.focus()
    await page.keyboard.press('Enter')
    await page.locator('[role=menuitem]:focus').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('.filters .limited', { hasText: "printf 'one" }).waitFor()
    await requests(page).filter({ hasText: 'Produce v' }).first().waitFor()
    assert.equal(await requests(page).filter({ hasText: 'Produce v' }).count(), 1)
    await page.getByRole('button', { name: 'Requests of everybody' }).click()
    await page.locator('.limited').waitFor({ state: 'detached' })
    await page.keyboard.press('Alt+p')
    await page.locator('.palette input:focus').waitFor()
    await page.keyboard.type('requests of the last')
    await page.keyboard.press('Enter')
    await page.locator('.filters .limited', { hasText: 'kafka-console-consumer.sh' }).waitFor()
  },

  async 'two programs at once: each line has its own requests, a loop in the background goes on under its own'({
    page,
    url,
  }) {
    await begin(page, url)
    await typeLine(page, `while true; do kafka-topics.sh --list ${SERVER} > /dev/null; sleep 1; done &`)
    await typeLine(page, `kafka-groups.sh --list ${SERVER}`)
    await page.locator('.pane.active .command-mark').nth(1).waitFor()
    await page.locator('.pane.active .command-mark').first().click()
    await page.locator('.filters .limited', { hasText: 'while true' }).waitFor()
    // More than one round of the loop.
    await requests(page).filter({ hasText: 'Metadata' }).nth(1).waitFor()
    assert.doesNotMatch((await requests(page).allInnerTexts()).join(' '), /ListGroups/)
    await page.locator('.pane.active .command-mark').nth(1).click()
    await requests(page).filter({ hasText: 'ListGroups' }).first().waitFor()
    await typeLine(page, '')
  },

  async 'from what a cell put out to the record, and to the requests that the cell sent; in Chinese too'({
    page,
    url,
  }) {
    await open(page, url)
    await run(page, `kafka-topics.sh --create --topic orders ${SERVER}`)
    await page.getByRole('button', { name: 'switch to Chinese' }).click()
    await page.keyboard.press('Alt+p')
    await page.locator('.palette input:focus').waitFor()
    await page.keyboard.type('自由练习')
    await page.keyboard.press('Enter')
    const code = `import { KafkaProducer } from 'kafka-clients'
const producer = new KafkaProducer({ 'bootstrap.servers': 'localhost:9092' })
const sent = await producer.send({ topic: 'orders', value: 'a' })
console.log('sent to ' + sent.topic + '-' + sent.partition + ' @ ' + sent.offset)
console.log(sent)
console.log('nothing-7 @ 1')
await producer.close()`
    await page.locator('.cell-code').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('.monaco-editor .view-line').first().waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(code)
    await page.keyboard.press('Shift+Enter')
    const links = page.locator('.cell-output .to-record')
    await links.nth(1).waitFor()
    assert.equal(await links.count(), 2)
    await links.first().click()
    await page.locator('.split tr.selected').waitFor()
    await page.locator('.record-links', { hasText: '写入它的请求' }).waitFor()
    await page.locator('.cell').getByRole('button', { name: '请求', exact: true }).click()
    await page.locator('.limited', { hasText: '请求来自' }).waitFor()
    await requests(page).filter({ hasText: 'Produce v' }).first().waitFor()
    assert.equal(await requests(page).filter({ hasText: 'Produce v' }).count(), 1)
  },

  async 'in Free play links open lessons and new tabs, and a lesson that is chosen is shown'({ page, url }) {
    const notebook = page.locator('.free-play')
    const title = page.getByRole('heading', { name: 'Write and read your first events' })
    await openFromMenu(page, url, 'Free play')
    await notebook.locator('.cell').waitFor()
    await page.getByRole('button', { name: '+ Add text' }).last().click()
    await page
      .locator('.item textarea')
      .fill('[out](https://example.com/there), [top](#top), [in](first-events/01-quickstart.md)')
    await page.keyboard.press('Escape')
    await page.context().route('https://example.com/**', (route) => route.fulfill({ body: 'there' }))
    const out = notebook.getByRole('link', { name: 'out' })
    await Promise.all([page.context().waitForEvent('page'), out.click()])
    assert.equal(await out.getAttribute('rel'), 'noopener')
    const before = page.url()
    await notebook.getByRole('link', { name: 'top' }).click()
    assert.equal(page.url(), before)
    await notebook.getByRole('link', { name: 'in', exact: true }).click()
    await title.waitFor()
    assert.equal(page.url(), before)
    assert.equal(await notebook.count(), 0)

    const fromMenu = async (name) => {
      await page.locator('.lesson-menu > button').click()
      await page.locator('.lesson-list').getByRole('button', { name }).first().click()
    }
    await fromMenu('Free play')
    await notebook.waitFor()
    await fromMenu('Write and read your first events')
    await title.waitFor()
    await fromMenu('Free play')
    await notebook.waitFor()
    await fromMenu('Write lessons')
    await page.getByRole('button', { name: 'Stop writing' }).waitFor()
    assert.equal(await notebook.count(), 0)
  },

  async 'a notebook that is offered outlives a reload; a lesson that is not there is told of'({ page, url }) {
    await page.goto(url)
    await served(page)
    // `Theirs`, deflated.
    const packed = await page.evaluate(async () => {
      const stream = new Blob(['Theirs\n']).stream().pipeThrough(new CompressionStream('deflate-raw'))
      return btoa(String.fromCharCode(...new Uint8Array(await new Response(stream).arrayBuffer())))
    })
    await page.goto(`${url}?notebook#notebook=${packed.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`)
    await page.getByRole('button', { name: 'Take it' }).waitFor()
    await page.waitForTimeout(500)
    await page.reload()
    await page.getByRole('button', { name: 'Take it' }).click()
    await page.locator('.free-play .item', { hasText: 'Theirs' }).waitFor()
    await page.waitForFunction(() => location.hash.startsWith('#/'))

    await page.goto(`${url}?gone#/partitions/99-gone`)
    await page.getByText('This course has no lesson partitions/99-gone').waitFor()
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.evaluate(() => void (location.hash = '#/partitions/98-gone'))
    await page.getByText('This course has no lesson partitions/98-gone').waitFor()
  },

  async 'what is the case instead of a goal leads to where it is seen'({ page, url, shot }) {
    await open(page, url)
    await page.locator('.goals').getByRole('button', { name: 'no such group' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('tab', { name: 'Groups', selected: true }).waitFor()
    await page.locator('.goals').getByRole('button', { name: 'no topic quickstart-events' }).click()
    await page.getByRole('tab', { name: 'Cluster', selected: true }).waitFor()
    await shot('links-goal.png')
    assert.deepEqual(await violationsIn(page, '.goals'), [])
  },
}
