/** Writes the service worker beside the built page: its script, with the list of all files and a version made of what is in them. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'vite'

const SCRIPT = 'service-worker.js'

export function offline(): Plugin {
  let folder = ''
  return {
    name: 'offline',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    async closeBundle() {
      const files = filesIn(folder)
      const hash = createHash('sha256')
      for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(folder, file)))
      const kept = { version: hash.digest('hex').slice(0, 16), files }
      await build({
        entryPoints: ['src/offline/service-worker.ts'],
        bundle: true,
        format: 'iife',
        minify: true,
        legalComments: 'none',
        define: { KEPT: JSON.stringify(kept) },
        outfile: join(folder, SCRIPT),
      })
    },
  }
}

function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return files.filter((name) => name !== SCRIPT && name !== 'screenshot.png' && !name.endsWith('.map')).sort()
}
