/** What the notebook needs of the build: scripts that are delivered as text, and runner.html with its own policy. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import type { Plugin } from 'vite'
import { declarationsOf } from './declarations.ts'

const path = (url: URL) => fileURLToPath(url)

/** Node's modules as packages of cells get them. */
const SHIMS = {
  assert: path(new URL('./shims/assert.ts', import.meta.url)),
  crypto: path(new URL('./shims/crypto.ts', import.meta.url)),
  net: path(new URL('./shims/net.ts', import.meta.url)),
  tls: path(new URL('./shims/tls.ts', import.meta.url)),
  util: path(new URL('./shims/util.ts', import.meta.url)),
  zlib: path(new URL('./shims/zlib.ts', import.meta.url)),
}
const GLOBALS = path(new URL('./shims/globals.ts', import.meta.url))
const KAFKAJS = path(new URL('./libraries/kafkajs.ts', import.meta.url))
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

async function bundled(
  file: string,
  format: 'esm' | 'iife',
  platform: 'browser' | 'node' = 'browser',
): Promise<{ text: string; inputs: string[] }> {
  const options = {
    entryPoints: [file],
    bundle: true,
    write: false,
    format,
    platform,
    target: 'es2022',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    ...(file === KAFKAJS ? { alias: SHIMS, inject: [GLOBALS] } : {}),
  } satisfies BuildOptions
  const { outputFiles, metafile } = await build(options)
  const text = outputFiles[0]?.text.trim() ?? ''
  return { text: text.replaceAll('</script', '<\\/script'), inputs: Object.keys(metafile.inputs).map(absolute) }
}

function absolute(input: string): string {
  return input.startsWith('/') ? input : `${process.cwd()}/${input}`
}
