import assert from 'node:assert/strict'
import { firstLoad, kib } from '../scripts/first-load.mjs'

/** KiB of gzip that a first visit may fetch until there are a prompt and three brokers that serve; what is not needed by then comes later. */
const BUDGET = 250
/** And until the page is quiet. */
const QUIET_BUDGET = 300

export const tests = {
  async 'a first visit fetches no more than its budget'({ browser, folder }) {
    const { files } = await firstLoad(browser, folder)
    const list = files
      .map(({ path, gzip, late }) => `${(gzip / 1024).toFixed(1)} ${path}${late ? ' (later)' : ''}`)
      .join('\n')
    assert.ok(kib(files.filter(({ late }) => !late)) <= BUDGET, list)
    assert.ok(kib(files) <= QUIET_BUDGET, list)
  },
}
