// Builds the page if its sources changed, serves it, and prints the address.
import { spawnSync } from 'node:child_process'
import { serve } from './serve.mjs'

const build = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
  stdio: 'inherit',
})
if (build.status !== 0) process.exit(build.status ?? 1)
const wanted = Number(process.env.PORT ?? 8080)
const { url } = await serve('dist', wanted)
console.log(`\n  Logbook is at ${url}\n\n  Ctrl-C ends it.\n`)
