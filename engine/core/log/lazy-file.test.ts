import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import type { Disk } from '../env/env.ts'
import { LazyFile } from './lazy-file.ts'

/** A disk whose every step takes until the scheduler lets it go. */
function slow(disk: Disk, scheduler: fc.Scheduler): Disk {
  const step = <T>(work: () => Promise<T>) => scheduler.schedule(Promise.resolve()).then(work)
  return {
    list: (prefix) => step(() => disk.list(prefix)),
    open: (path) =>
      step(async () => {
        const file = await disk.open(path)
        return {
          path,
          get length() {
            return file.length
          },
          append: (bytes) => file.append(bytes),
          preallocate: (length) => file.preallocate(length),
          truncate: (length) => file.truncate(length),
          sync: () => step(() => file.sync()),
          read: (position, length) => step(() => file.read(position, length)),
          close: () => step(() => file.close()),
        }
      }),
    remove: (path) => step(() => disk.remove(path)),
    rename: (from, to) => step(() => disk.rename(from, to)),
  }
}

const NAMES = ['.cleaned', '.swap', '', '.deleted']

test('however appends, reads, syncs and renames meet, every read ends and sees what was written', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom('append', 'read', 'sync', 'rename', 'turn', 'settle'), { maxLength: 20 }),
      async (scheduler, operations) => {
        const disk = new MemoryDisk()
        const file = new LazyFile(slow(disk, scheduler), 'd/0.log.cleaned', null)
        const reads: string[] = []
        const written: string[] = []
        let name = 0
        const append = () => {
          file.append(new Uint8Array([written.length]))
          written.push(String(written.length))
        }
        const read = async () => {
          const at = reads.push('waits') - 1
          const due = written.join()
          const seen = [...(await file.read(0, written.length))].join()
          reads[at] = seen === due ? 'all' : `${seen} of ${due}`
        }
        append()
        let moved = Promise.resolve()
        for (const one of operations) {
          if (one === 'append') append()
          if (one === 'read') void read()
          if (one === 'sync') void file.sync()
          if (one === 'rename' && name < NAMES.length - 1) moved = file.rename(`d/0.log${NAMES[++name]}`)
          if (one === 'turn') await Promise.resolve()
          if (one === 'settle') await scheduler.waitAll()
        }
        void read()
        await scheduler.waitIdle()
        await Promise.race([moved, scheduler.waitIdle()])
        expect(reads).toEqual(reads.map(() => 'all'))
        expect((await disk.list('d/')).map(({ path }) => path)).toEqual([`d/0.log${NAMES[name]}`])
      },
    ),
    { numRuns: 2000 },
  )
})
