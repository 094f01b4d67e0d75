// `node scripts/run-built.mjs ENTRY.ts [args]`: a program of this project, first built into one piece (build-one.mjs).
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildOne, FLAGS } from './build-one.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [entry, ...args] = process.argv.slice(2)
const child = spawn(process.execPath, [...FLAGS, await buildOne(entry), ...args], { cwd: root, stdio: 'inherit' })
child.on('close', (status) => process.exit(status ?? 1))
