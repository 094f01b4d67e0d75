import assert from 'node:assert/strict'
import { choose, ONE_NODE, open, run, soon, violationsIn } from './helpers.mjs'

const SERVER = '--bootstrap-server localhost:9092'

async function create(page, name, ...configs) {
  const all = configs.map((config) => `--config ${config}`).join(' ')
  const made = await run(page, `kafka-topics.sh --create --topic ${name} --partitions 1 ${all} ${SERVER}`)
  assert.match(made.stdout, /Created topic/)
}

async function keyed(page, topic, lines) {
  const sent = await run(
    page,
    `printf '${lines.join('\\n')}\\n' | kafka-console-producer.sh --topic ${topic} --property parse.key=true --property key.separator=: --property null.marker=NULL ${SERVER}`,
  )
  assert.equal(sent.status, 0, sent.stderr)
}

const logView = async (page) => {
  await page.getByRole('tab', { name: 'Log', exact: true }).click()
  await page.getByRole('slider', { name: 'the whole log' }).waitFor()
}

const go = async (page, by, text) => {
  await page.getByRole('button', { name: by, exact: true }).click()
  await page.getByLabel(`go to ${by}`).fill(text)
  await page.keyboard.press('Enter')
}

export const tests = {
  async 'a long log: jumps by offset and key, the keyboard moves the window, segments say what deletes them'({
    page,
    url,
    shot,
  }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await create(page, 'long', 'segment.bytes=1048576', 'retention.bytes=4194304', 'retention.ms=86400000')
    await keyed(page, 'long', ['needle:the first'])
    await run(
      page,
      `kafka-producer-perf-test.sh --topic long --num-records 30000 --record-size 100 --throughput -1 --command-property bootstrap.servers=localhost:9092`,
    )
    await keyed(page, 'long', ['needle:the last'])
    await logView(page)

    await go(page, 'offset', '12345')
    await page.locator('.split tr.selected', { hasText: '12,345' }).waitFor()
    await go(page, 'offset', '12346')
    await page.locator('.split tr.selected', { hasText: '12,346' }).waitFor()
    await go(page, 'key', 'needle')
    await page.getByText('2 records found · looked at 30,002 of 30,002').waitFor()
    await page.getByRole('button', { name: '30,001', exact: true }).first().click()
    await page.locator('.split tr.selected', { hasText: 'the last' }).waitFor()

    const slider = page.getByRole('slider', { name: 'the whole log' })
    await slider.focus()
    await page.keyboard.press('Home')
    await page.locator('.split', { hasText: 'the first' }).waitFor()
    assert.equal(await slider.getAttribute('aria-valuenow'), '0')
    await page.keyboard.press('PageDown')
    await page.waitForFunction(() => Number(document.querySelector('[role=slider].overview-bar').ariaValueNow) > 1000)
    // Nobody asked for this batch: it is drawn in full once it stays.
    await page.locator('.hex-row', { hasText: /^07f0 / }).waitFor()

    const at = Number(await slider.getAttribute('aria-valuenow'))
    await slider.hover()
    await page.mouse.wheel(0, 120)
    await page.waitForFunction(
      (from) => Number(document.querySelector('[role=slider].overview-bar').ariaValueNow) > from,
      at,
    )
    assert.equal(await page.locator('.segments tr').count(), 0, 'what is folded away is not drawn')
    await page.locator('.segments summary').click()
    const rows = page.locator('.segments tbody tr')
    await rows.nth(2).waitFor()
    assert.match(
      await rows.first().innerText(),
      /retention\.bytes once the log has grown by .*retention\.ms in 23h 5\dm/s,
    )
    assert.match(await rows.last().innerText(), /active · rolls after/)
    await shot('log-long.png')
    for (const theme of ['light', 'dark']) {
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 })
        if (width < 700) await page.getByRole('tab', { name: 'stage', exact: true }).click()
        assert.deepEqual(await violationsIn(page, '.stage'), [], `${theme} at ${width}`)
      }
      await page.setViewportSize({ width: 1440, height: 900 })
      if (theme === 'light') await page.getByRole('button', { name: 'dark theme' }).click()
    }
    await page.setViewportSize({ width: 2560, height: 1500 })
    await page.getByRole('button', { name: 'switch to Chinese' }).click()
    await page.getByRole('slider', { name: '整个日志' }).waitFor()
    await shot('log-long-zh-2560.png')
  },

  async 'what a leader refuses is said in words and asked for again; a search that was refused is over'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await create(page, 'long')
    await run(
      page,
      `kafka-producer-perf-test.sh --topic long --num-records 30000 --record-size 100 --throughput -1 --command-property bootstrap.servers=localhost:9092`,
    )
    await logView(page)
    const fault = (words) => page.evaluate((text) => window.logbook.cluster.fault(text), words)
    await fault('add Fetch answer OFFSET_OUT_OF_RANGE --client logbook-page --nth 2')
    await go(page, 'key', 'needle')
    await page.getByText('the log does not have that offset: it was deleted or cut off (OFFSET_OUT_OF_RANGE)').waitFor()
    await page.getByText(/0 records found · looked at \d/).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Stop', exact: true }).count(), 0)
    assert.equal(await page.locator('.found progress').count(), 0)
    assert.equal(await page.getByText('No record of this partition has that key.').count(), 0)
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByText('No record of this partition has that key.').waitFor()

    await page.getByRole('tab', { name: 'Cluster', exact: true }).click()
    await fault('add Fetch answer LEADER_NOT_AVAILABLE --client logbook-page --times all')
    await page.getByRole('tab', { name: 'Log', exact: true }).click()
    await page.getByText('no broker leads this partition now (LEADER_NOT_AVAILABLE)').waitFor()
    assert.equal(await page.getByText('No records here yet').count(), 0)
    await fault('remove all')
    await page.getByRole('slider', { name: 'the whole log' }).waitFor()
  },

  async 'batches and fields are one stop of the keyboard each, and the keys that pick do not scroll'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await create(page, 'short')
    for (const line of ['a:1', 'b:2', 'c:3']) await keyed(page, 'short', [line])
    await logView(page)
    const batch = (nth) => page.getByRole('button', { name: `batch ${nth}–${nth}` })
    await batch(2).waitFor()
    assert.equal(await page.locator('.strip [tabindex="0"]').count(), 1)
    await batch(2).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    const view = page.locator('#stage-log')
    const before = await view.evaluate((element) => element.scrollTop)
    await page.keyboard.press(' ')
    await page.locator('.strip [aria-pressed="true"][aria-label="batch 1–1"]').waitFor()
    await page.waitForTimeout(300)
    assert.equal(await view.evaluate((element) => element.scrollTop), before)

    const fields = page.locator('.fields')
    assert.equal(await fields.locator('[tabindex="0"]').count(), 1)
    await fields.locator('[tabindex="0"]').focus()
    await page.getByText('offset of the first record; the broker sets it').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.getByText('bytes behind this field').waitFor()
    await page.keyboard.press('End')
    await page.getByText('the records, one behind another').waitFor()
  },

  async 'what has the keyboard slides out of a log that is followed, and the keyboard stays where it was'({
    page,
    url,
  }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await create(page, 'sliding')
    const write = (many) =>
      run(
        page,
        `kafka-producer-perf-test.sh --topic sliding --num-records ${many} --record-size 1000 --throughput -1 --command-property bootstrap.servers=localhost:9092 batch.size=0 linger.ms=0`,
      )
    await write(220)
    await logView(page)
    const first = page.locator('.strip [tabindex]').first()
    const name = () => first.getAttribute('aria-label')
    await page.locator('.strip [tabindex]').nth(150).waitFor()
    await first.focus()
    const before = await name()
    await write(60)
    await soon(async () => assert.notEqual(await name(), before))
    const focused = () =>
      page.evaluate(() => document.activeElement.closest('.strip, .fields, tbody')?.getAttribute('class') ?? 'body')
    assert.equal(await focused(), 'strip')
    await page.locator('.strip [aria-label="batch 279–279"]').waitFor()
    await page.keyboard.press('End')
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /batch 279/)

    const crc = () => page.evaluate(() => document.activeElement.textContent.trim())
    await page.locator('.fields button').nth(4).focus()
    const field = await crc()
    await write(1)
    await page.locator('.strip [aria-label="batch 280–280"]').waitFor()
    assert.equal(await crc(), field)
    await page.locator('tbody .link').first().focus()
    await write(1)
    await page.getByRole('button', { name: '281', exact: true }).waitFor()
    assert.equal(await crc(), '281')
  },

  async 'a log that was made again, or put back, was not cut'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await create(page, 'again')
    await keyed(page, 'again', ['a:1', 'b:2', 'c:3'])
    await logView(page)
    const row = page.locator('.replica .ends')
    const says = (text) => soon(async () => assert.equal(await row.innerText(), text))
    await says('0 … 3')
    await keyed(page, 'again', ['d:4', 'e:5'])
    await says('0 … 5')
    await page.evaluate(() => window.logbook.history.undo())
    await says('0 … 3')
    await run(page, `kafka-topics.sh --delete --topic again ${SERVER}`)
    await page.getByText('No topics yet').waitFor()
    await create(page, 'again')
    await keyed(page, 'again', ['a:1'])
    await says('0 … 1')
  },

  async 'a compacted log before and after, side by side'({ page, url, shot }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    const often = ['min.cleanable.dirty.ratio=0.01', 'segment.ms=3600000']
    await create(page, 'prices', 'cleanup.policy=compact', ...often)
    await keyed(page, 'prices', ['fig:1', 'lime:2', 'fig:3', 'lime:NULL', 'fig:5'])
    await logView(page)
    const foretold = page.getByRole('group', { name: 'what compaction would leave' })
    await foretold.getByText('not yet: the active segment is not compacted').first().waitFor()
    await run(page, 'clock +2h')
    await keyed(page, 'prices', ['plum:1'])
    await run(page, 'clock +2h')
    const before = page.getByRole('group', { name: 'before compaction' })
    await before.waitFor()
    const rows = (group) => group.locator('tbody tr').allInnerTexts()
    const offsets = async (name) =>
      (await rows(page.getByRole('group', { name }))).map((row) => row.split(/\s+/).slice(0, 3).join(' '))
    // Whether the page had seen the last record when the cleaner came is chance.
    await soon(async () => {
      const seen = (await offsets('before compaction')).slice(0, 5)
      assert.deepEqual(seen, ['0 fig 1', '1 lime 2', '2 fig 3', '3 lime null', '4 fig 5'])
      assert.deepEqual(await offsets('after compaction'), ['3 lime null', '4 fig 5', '5 plum 1'])
      assert.equal(await before.locator('tr.removed').count(), 3)
    })
    await shot('log-compacted.png')
  },
}
