import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import { choose, ONE_NODE, open, run, soon } from './helpers.mjs'

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
        const { violations } = await new AxeBuilder({ page }).include('.stage').analyze()
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
        assert.deepEqual(found, [], `${theme} at ${width}`)
        await shot(`log-long-${theme}-${width}.png`)
      }
      await page.setViewportSize({ width: 1440, height: 900 })
      if (theme === 'light') await page.getByRole('button', { name: 'dark theme' }).click()
    }
    await page.setViewportSize({ width: 2560, height: 1500 })
    await page.getByRole('button', { name: 'switch to Chinese' }).click()
    await page.getByRole('slider', { name: '整个日志' }).waitFor()
    await shot('log-long-zh-2560.png')
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
