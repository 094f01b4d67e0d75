import assert from 'node:assert/strict'
import { choose, ONE_NODE, open, run, sees, soon, typeLine } from './helpers.mjs'

/** Notes what the page's policy refuses, in the page and in the console. */
async function watched(page) {
  const refused = []
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) refused.push(message.text())
  })
  await page.exposeFunction('tellRefused', (what) => refused.push(what))
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      globalThis.tellRefused?.(`${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`),
    ),
  )
  return refused
}

const view = (page, name) => page.getByRole('tab', { name, exact: true }).click()

export const tests = {
  async 'no view, terminal or editor does what the page’s policy refuses, and their styles are in force'({
    page,
    url,
    shot,
  }) {
    const refused = await watched(page)
    await choose(page, ONE_NODE)
    await open(page, url)
    const policy = await page.locator('meta[http-equiv=Content-Security-Policy]').getAttribute('content')
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)/)
    await sees(page, 1, '$')
    await run(page, 'kafka-topics.sh --create --topic orders --partitions 3 --bootstrap-server localhost:9092')
    await run(page, "printf 'a\\nb\\n' | kafka-console-producer.sh --topic orders --bootstrap-server localhost:9092")
    await typeLine(
      page,
      'kafka-console-consumer.sh --topic orders --group g --from-beginning --bootstrap-server localhost:9092',
    )
    await sees(page, 1, /\nb/)
    await page.keyboard.press('Control+c')
    // Every kind of colour that a program may ask for.
    await typeLine(page, `printf '\\033[31mred \\033[38;5;200mpink \\033[38;2;1;200;3mgreen \\033[7mturned\\033[0m\\n'`)
    // What the terminal holds is drawn in the next frame, which may come late.
    await page.locator('.xterm-rows > div', { hasText: /^red pink green turned/ }).waitFor()
    const colours = await page.evaluate(() =>
      [...document.querySelectorAll('.xterm-rows span')]
        .filter((one) => /^(red|pink|green)/.test(one.textContent ?? ''))
        .map((one) => getComputedStyle(one).color),
    )
    assert.equal(new Set(colours).size, 3, String(colours))
    assert.ok(colours.includes('rgb(1, 200, 3)'), String(colours))
    for (const name of ['Log', 'Groups', 'Wire', 'Files', 'Metrics', 'Cluster']) {
      await view(page, name)
      await page.waitForTimeout(300)
    }
    await page.getByRole('button', { name: 'dark theme' }).click()
    await page.waitForFunction(
      () => getComputedStyle(document.querySelector('.xterm-rows')).color === 'rgb(230, 232, 238)',
    )
    await page.getByRole('button', { name: 'new terminal' }).click()
    await page.keyboard.press('Alt+p')
    await page.locator('.palette input:focus').waitFor()
    await page.keyboard.type('free play')
    await page.keyboard.press('Enter')
    const cell = page.locator('.cell-code').first()
    await cell.focus()
    await page.keyboard.press('Enter')
    await page.locator('.monaco-editor .view-line').first().waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(
      `const html = '<p style="color: red">&amp;</p>'\nconst wrong: number = 'text'\nconsole.lo`,
    )
    await page.locator('.monaco-editor .squiggly-error').first().waitFor()
    const lines = await page.locator('.monaco-editor .view-line').allInnerTexts()
    assert.ok(
      lines.some((line) => line.replaceAll('\u00a0', ' ').includes(`'<p style="color: red">&amp;</p>'`)),
      String(lines),
    )
    const tops = await page
      .locator('.monaco-editor .view-line')
      .evaluateAll((all) => all.map((one) => getComputedStyle(one).top))
    assert.equal(new Set(tops).size, lines.length, String(tops))
    await soon(async () => {
      const tokens = await page
        .locator('.monaco-editor .view-line span span')
        .evaluateAll((all) => all.map((one) => getComputedStyle(one).color))
      assert.ok(new Set(tokens).size > 1, String(tokens))
    })
    await page.keyboard.press('End')
    await page.keyboard.type('g')
    await page.locator('.suggest-widget.visible').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.monaco-editor .squiggly-error').first().hover({ force: true })
    await page.locator('.monaco-hover:visible').first().waitFor()
    await page.keyboard.press('F1')
    await page.waitForTimeout(500)
    await page.keyboard.press('Escape')
    assert.deepEqual(refused, [])
    await shot('policy.png')
  },

  async 'the policy is in force: no style as text, no script, no other origin’s pictures, and the test would see it'({
    page,
    url,
  }) {
    const refused = await watched(page)
    await choose(page, ONE_NODE)
    await open(page, url)
    const tried = await page.evaluate(async () => {
      const style = document.createElement('style')
      style.append('body { color: red !important }')
      document.head.append(style)
      const box = document.createElement('div')
      box.innerHTML = '<p style="color: red">x</p><img src="https://example.com/x.png" onerror="globalThis.ran = true">'
      document.body.append(box)
      const script = document.createElement('script')
      script.textContent = 'globalThis.ran = true'
      document.body.append(script)
      const got = []
      // Not at once: what a debugger evaluates may evaluate.
      setTimeout(() => {
        try {
          // biome-ignore lint/security/noGlobalEval: it is to be refused
          got.push(globalThis.eval('1'))
        } catch {}
      })
      await new Promise((resolve) => setTimeout(resolve, 300))
      return {
        body: getComputedStyle(document.body).color,
        p: getComputedStyle(box.querySelector('p')).color,
        ran: globalThis.ran,
        got,
      }
    })
    assert.notEqual(tried.body, 'rgb(255, 0, 0)')
    assert.notEqual(tried.p, 'rgb(255, 0, 0)')
    assert.equal(tried.ran, undefined)
    assert.deepEqual(tried.got, [])
    await soon(async () => {
      for (const kind of ['style-src-elem', 'style-src-attr', 'img-src', 'script-src'])
        assert.ok(
          refused.some((one) => one.includes(kind)),
          `${kind}: ${refused.join('\n')}`,
        )
    })
  },
}
