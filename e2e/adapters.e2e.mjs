import assert from 'node:assert/strict'

/** The adapters of the ports that only a browser has. */
export const tests = {
  async 'IndexedDB passes the disk acceptance suite'({ page, harness }) {
    await page.goto(harness)
    const results = await page.evaluate(() => window.runDiskCases())
    assert.ok(results.length > 8)
    assert.deepEqual(
      results.filter(({ problem }) => problem !== null),
      [],
    )
  },

  async 'IndexedDB equals a model under random appends, truncates, syncs and reads'({ page, harness }) {
    await page.goto(harness)
    assert.equal(await page.evaluate(() => window.randomDiskRuns(12, 20261121)), null)
  },

  async 'restore points of IndexedDB equal a model, copy nothing and leave nothing behind'({ page, harness }) {
    await page.goto(harness)
    assert.equal(await page.evaluate(() => window.randomPointRuns(12, 20261121)), null)
    const { make, restore } = await page.evaluate(() => window.timePoints(100))
    console.log(`     100 MB: a point in ${make.toFixed(1)} ms, restored in ${restore.toFixed(1)} ms`)
  },

  async 'names changed at once, in IndexedDB, are changed in the order in which that was asked'({ page, harness }) {
    await page.goto(harness)
    for (let time = 0; time < 5; time++) assert.equal(await page.evaluate(() => window.changeAtOnce()), 'a=d,b=c,c=a')
  },

  async 'a restore point that another tab has dropped is refused, and nothing is changed'({ page, harness }) {
    await page.goto(harness)
    assert.equal(await page.evaluate(() => window.restoreLost()), 'missing: /tmp/lost/a.log 7')
  },

  async 'what came to be after a restore point and is removed again takes no room'({ page, harness }) {
    await page.goto(harness)
    assert.deepEqual(await page.evaluate(() => window.removeBehindPoint()), { before: 1000, after: 0 })
  },

  async 'a process that is refused room has given up what was set aside, also when it ends at that moment'({
    page,
    context,
    harness,
  }) {
    await page.goto(harness)
    const cdp = await context.newCDPSession(page)
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: new URL(harness).origin, quotaSize: 5_000_000 })
    assert.deepEqual(await page.evaluate(() => window.removeWithoutRoom()), ['full', 'full'])
    for (let time = 0; time < 5; time++)
      assert.deepEqual(await page.evaluate(() => window.fillDisk()), { refused: 'full', reserved: false })
  },
}
