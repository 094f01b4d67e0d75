import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { batchHeaderAt, buildBatch } from '../record/batch.ts'
import { stampBatch } from '../record/header.ts'
import { LocalLog } from './local-log.ts'
import { LogConfig } from './log-config.ts'
import { Segment } from './segment.ts'

test('what syncs under way gave is not kept', async () => {
  const disk = new MemoryDisk()
  const segment = new Segment({ disk, dir: 'd/t-0', baseOffset: 0, config: LogConfig.DEFAULTS, created: 0 })
  const local = new LocalLog(disk, 'd/t-0', [segment])
  for (let offset = 0; offset < 3; offset++) {
    const bytes = buildBatch({ records: [{ timestamp: 0, key: null, value: null }] })
    stampBatch(bytes, offset, 0)
    local.append(batchHeaderAt(bytes), bytes, LogConfig.DEFAULTS)
    local.markAppended(segment)
    await local.sync()
  }
  expect(await Reflect.get(local, 'syncing')).toBeUndefined()
})
