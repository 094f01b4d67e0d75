// The script of runner.html anywhere but in the page's sandboxed frame: it must not serve whoever finds it there.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const SANDBOX = join(dirname(fileURLToPath(import.meta.url)), '../src/notebook/sandbox')

/** A page of another origin, with the runner in these frames, that posts a port and a job to whatever window it has. */
async function otherSite(runner) {
  const html = `<!doctype html><button>A prize</button>
<iframe name="plain" src="${runner}"></iframe>
<iframe name="sandboxed" sandbox="allow-scripts" src="${runner}"></iframe>
<iframe name="sibling" srcdoc="<p>sibling</p>"></iframe>
<script>
const script = 'onmessage = ({ ports }) => ports[0].postMessage(self.origin)'
globalThis.started = (to, by = globalThis) => new Promise((answer) => {
  const [page, job] = [new MessageChannel(), new MessageChannel()]
  job.port1.onmessage = ({ data }) => answer('started in ' + data)
  by.postMessageTo(to, [page.port2])
  page.port1.postMessage({ type: 'job', run: 1, worker: script, input: {} }, [job.port2])
  setTimeout(answer, 3000, 'nothing')
})
globalThis.postMessageTo = (to, ports) => to.postMessage(null, '*', ports)
document.querySelector('button').onclick = () => { globalThis.opened = open('${runner}') }
</script>`
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

/** A script of the sandbox, as the page hands it over. */
async function scriptOf(file) {
  const { outputFiles } = await build({
    entryPoints: [join(SANDBOX, file)],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
  })
  return outputFiles[0].text
}

export const tests = {
  async 'runner.html starts nothing where its origin is the page’s, and nothing for anybody but its parent'({
    page,
    context,
    url,
  }) {
    const { address, close } = await otherSite(`${url}runner.html`)
    await page.goto(address)
    const [opened] = await Promise.all([context.waitForEvent('page'), page.locator('button').click()])
    await opened.waitForLoadState()
    const started = (window, by = 'globalThis') => page.evaluate(`started(${window}, ${by})`)
    assert.equal(await started('opened'), 'nothing')
    assert.equal(await started('frames.plain'), 'nothing')
    await page.evaluate(() => {
      const script = frames.sibling.document.createElement('script')
      script.textContent = 'postMessageTo = (to, ports) => to.postMessage(null, "*", ports)'
      frames.sibling.document.head.append(script)
    })
    assert.equal(await started('frames.sandboxed', 'frames.sibling'), 'nothing')
    // It would have been seen: this is the sandbox as the page makes it, which reaches nothing.
    assert.equal(await started('frames.sandboxed'), 'started in null')
    close()
  },

  async 'the worker of cells runs none where its origin is not opaque'({ page, url }) {
    const { address, close } = await otherSite(`${url}runner.html`)
    await page.goto(address)
    const said = await page.evaluate(
      (script) =>
        new Promise((answer) => {
          const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
          const [network, page] = [new MessageChannel(), new MessageChannel()]
          page.port1.onmessage = ({ data }) => answer(data.type)
          worker.onerror = () => {}
          worker.postMessage({ cell: { code: '', imports: [] }, libraries: {} }, [network.port2, page.port2])
          page.port1.postMessage({ rate: 1, wallOffsetMs: 0 })
          setTimeout(answer, 3000, 'nothing')
        }),
      await scriptOf('worker.ts'),
    )
    assert.equal(said, 'nothing')
    close()
  },
}
