/** `npx tsx engine/bench/log-append.ts`: what the storage layer takes, alone, on memory and on files. Numbers are for reading, not for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32c } from '../core/base/crc32c.ts'
import type { Disk } from '../core/env/env.ts'
import { Log } from '../core/log/log.ts'
import { LogConfig } from '../core/log/log-config.ts'
import { buildBatch } from '../core/record/batch.ts'
import { FileDisk } from '../host/node/file-disk.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import { SeededRandom } from '../sim/random.ts'

const RECORDS = 150
const BATCHES = 4000

async function openOn(disk: Disk): Promise<Log> {
  const clock = { monotonic: () => performance.now(), wall: () => Date.now() }
  const timers = { after: () => ({ cancel: () => {} }) }
  const env = { clock, timers, disk, random: new SeededRandom(1), trace: { log: () => {}, event: () => {} } }
  const offsets = { cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 }
  const config = LogConfig.DEFAULTS.with({ 'segment.bytes': String(16 * 1024 * 1024) })
  return Log.open({ env, dir: 'd/t-0', config, topicId: null, producerIdExpirationMs: () => 86_400_000, ...offsets })
}

async function appends(name: string, disk: Disk): Promise<void> {
  const log = await openOn(disk)
  const value = new Uint8Array(100).fill(120)
  const records = Array.from({ length: RECORDS }, () => ({ timestamp: Date.now(), key: null, value }))
  const batch = buildBatch({ records })
  const started = performance.now()
  let flushing = Promise.resolve()
  for (let i = 0; i < BATCHES; i++) {
    const result = log.appendAsLeader(batch, { leaderEpoch: 0, origin: 'client' })
    if (result.error !== 0) throw new Error(result.message)
    if (i % 20 === 19) {
      await flushing
      flushing = log.flush()
    }
  }
  await flushing
  await log.flush()
  report(name, batch.length * BATCHES, RECORDS * BATCHES, performance.now() - started)
  await log.close()
}

function report(name: string, bytes: number, records: number, ms: number): void {
  console.log(`${name}: ${(bytes / 1e6 / (ms / 1000)).toFixed(0)} MB/s, ${Math.round(records / ms)} records/ms`)
}

function simpleCrc32c(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}

function timeOf(run: () => void): number {
  run()
  const started = performance.now()
  run()
  return performance.now() - started
}

const megabyte = new Uint8Array(1 << 20).map((_, i) => (i * 31) & 255)
const ratio = timeOf(() => simpleCrc32c(megabyte)) / timeOf(() => crc32c(megabyte))
console.log(`crc32c: ${ratio.toFixed(1)} times the bit by bit way`)
await appends('append to memory', new MemoryDisk())
const root = mkdtempSync(join(tmpdir(), 'logbook-bench-'))
const disk = new FileDisk(root)
await appends('append to files', disk)
await disk.close()
rmSync(root, { recursive: true, force: true })
