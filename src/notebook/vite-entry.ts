/** What the notebook needs of the build: scripts that are delivered as text, and runner.html with its own policy. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { bundled } from './bundled.ts'
import { declarationsOf } from './declarations.ts'

const path = (url: URL) => fileURLToPath(url)

const FRAME = path(new URL('./sandbox/frame.ts', import.meta.url))

/**
 * `import text from './x.ts?module'` gives the file and all it imports as the text of one module, `?script` as a classic
 * script, `?node` as a module for Node. Such a text can cross into a frame of another origin, from any host and without headers. `?types` gives the
 * declarations, by path.
 */
export function notebook(): Plugin {
  return {
    name: 'notebook',
    enforce: 'pre',
    load: {
      filter: { id: /\?(?:module|node|script|types)$/ },
      async handler(id) {
        const [file, query] = id.split('?') as [string, string]
        if (query === 'types') return `export default ${JSON.stringify(declarationsOf(process.cwd(), file))}`
        const { text, inputs } = await bundled(
          file,
          query === 'script' ? 'iife' : 'esm',
          query === 'node' ? 'node' : 'browser',
        )
        for (const input of inputs) this.addWatchFile(input)
        return `export default ${JSON.stringify(text)}`
      },
    },
    transformIndexHtml: {
      order: 'post',
      async handler(html, { path: page }) {
        return page.endsWith('runner.html') ? withFrameScript(html) : html
      },
    },
  }
}

/** The frame's script stands in the page itself and is the only one there that the policy lets run. */
async function withFrameScript(html: string): Promise<string> {
  const { text } = await bundled(FRAME, 'iife')
  const hash = createHash('sha256').update(text).digest('base64')
  return html.replace('%SCRIPT_HASH%', `sha256-${hash}`).replace('%SCRIPT%', () => text)
}
