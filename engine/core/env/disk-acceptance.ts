import { concat } from '../base/bytes.ts'
import { type Disk, DiskError } from './env.ts'

/** A disk of an adapter, and how to come back to what it kept. */
export interface DiskUnderTest {
  readonly disk: Disk
  /** Another process opens the same disk; what the first had not synced may be gone. */
  reopen(): Promise<Disk>
  dispose(): Promise<void>
}

export interface DiskCase {
  readonly name: string
  run(under: DiskUnderTest): Promise<void>
}

class Wrong extends Error {}

function must(condition: boolean, what: string): void {
  if (!condition) throw new Wrong(what)
}

function bytesOf(...values: number[]): Uint8Array {
  return new Uint8Array(values)
}

function filled(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value)
}

async function contentOf(disk: Disk, path: string): Promise<Uint8Array> {
  const file = await disk.open(path)
  const bytes = await file.read(0, file.length)
  await file.close()
  return bytes
}

function mustEqual(got: Uint8Array, want: Uint8Array, what: string): void {
  const same = got.length === want.length && got.every((byte, i) => byte === want[i])
  must(same, `${what}: ${got.length} bytes, ${want.length} wanted, or other ones`)
}

async function mustReject(promise: Promise<unknown>, what: string): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  must(error instanceof DiskError, `${what} rejects with DiskError, not ${String(error)}`)
}

/** What every adapter of the Disk port must do. Runs without a test framework, so also inside a page. */
export const DISK_CASES: readonly DiskCase[] = [
  {
    name: 'a file that was not there is empty and listed',
    async run({ disk }) {
      const file = await disk.open('a/b/new.log')
      must(file.length === 0, 'its length is 0')
      must(file.path === 'a/b/new.log', 'it knows its path')
      await file.sync()
      must((await disk.list('a/'))[0]?.path === 'a/b/new.log', 'the list has it')
    },
  },
  {
    name: 'appends are seen at once, also before sync',
    async run({ disk }) {
      const file = await disk.open('f')
      file.append(bytesOf(1, 2, 3))
      file.append(bytesOf(4))
      must(file.length === 4, 'the length counts them')
      mustEqual(await file.read(1, 10), bytesOf(2, 3, 4), 'a read beyond the end gives what is there')
      mustEqual(await file.read(4, 10), bytesOf(), 'a read at the end gives nothing')
    },
  },
  {
    name: 'what was synced is there for another process',
    async run(under) {
      const file = await under.disk.open('dir/f')
      const parts = Array.from({ length: 40 }, (_, i) => filled(1 + ((i * 7919) % 5000), i))
      for (const part of parts) file.append(part)
      await file.sync()
      const total = parts.reduce((sum, { length }) => sum + length, 0)
      const content = await contentOf(await under.reopen(), 'dir/f')
      must(content.length === total, `${content.length} of ${total} bytes`)
      let at = 0
      for (const part of parts) {
        mustEqual(content.slice(at, at + part.length), part, 'the bytes')
        at += part.length
      }
    },
  },
  {
    name: 'a large file, written in many syncs, read in parts',
    async run(under) {
      const file = await under.disk.open('big')
      for (let i = 0; i < 30; i++) {
        file.append(filled(50_000, i))
        if (i % 3 === 0) await file.sync()
      }
      await file.sync()
      for (const disk of [under.disk, await under.reopen()]) {
        const again = await disk.open('big')
        must(again.length === 1_500_000, 'the length')
        mustEqual(await again.read(149_999, 3), bytesOf(2, 3, 3), 'across appends')
        mustEqual(await again.read(1_499_999, 5), bytesOf(29), 'the last byte')
      }
    },
  },
  {
    name: 'truncation is ordered with appends and durable after sync',
    async run(under) {
      const file = await under.disk.open('f')
      file.append(filled(100_000, 1))
      await file.sync()
      file.append(bytesOf(2, 2, 2))
      file.truncate(70_001)
      file.append(bytesOf(3))
      must(file.length === 70_002, 'the length')
      await file.sync()
      const content = await contentOf(await under.reopen(), 'f')
      must(content.length === 70_002, `the length is kept, not ${content.length}`)
      mustEqual(content.slice(69_999), bytesOf(1, 1, 3), 'the bytes around the cut')
    },
  },
  {
    name: 'truncation to nothing, then new content',
    async run(under) {
      const file = await under.disk.open('f')
      file.append(filled(1000, 1))
      await file.sync()
      file.truncate(0)
      file.append(bytesOf(9))
      await file.sync()
      mustEqual(await contentOf(await under.reopen(), 'f'), bytesOf(9), 'only the new')
    },
  },
  {
    name: 'preallocated: zeros up to there, which appends replace; cut, it is as long as it was cut',
    async run(under) {
      const file = await under.disk.open('f')
      file.append(bytesOf(1, 2))
      file.preallocate(10_000_000)
      file.append(bytesOf(3))
      must(file.length === 10_000_000, `the length, not ${file.length}`)
      mustEqual(await file.read(1, 4), bytesOf(2, 3, 0, 0), 'zeros follow')
      mustEqual(await file.read(9_999_998, 10), bytesOf(0, 0), 'up to the end')
      await file.sync()
      const disk = await under.reopen()
      must((await disk.list(''))[0]?.size === 10_000_000, 'the list has its size')
      const again = await disk.open('f')
      must(again.length === 10_000_000, 'its length, opened again')
      mustEqual(await again.read(0, 5), bytesOf(1, 2, 3, 0, 0), 'its bytes, opened again')
      again.truncate(2)
      again.preallocate(1000)
      again.append(bytesOf(9))
      await again.sync()
      const third = await (await under.reopen()).open('f')
      mustEqual(await third.read(0, 5), bytesOf(1, 2, 9, 0, 0), 'it goes on')
      must(third.length === 1000, 'as long as it was made')
      third.truncate(3)
      await third.sync()
      mustEqual(await contentOf(await under.reopen(), 'f'), bytesOf(1, 2, 9), 'nothing behind the cut')
    },
  },
  {
    name: 'two opens of one path are the same file',
    async run({ disk }) {
      const [one, two] = await Promise.all([disk.open('f'), disk.open('f')])
      one.append(bytesOf(1))
      two.append(bytesOf(2))
      mustEqual(await one.read(0, 9), bytesOf(1, 2), 'both appends')
      await one.close()
      two.append(bytesOf(3))
      await two.sync()
      mustEqual(await contentOf(disk, 'f'), bytesOf(1, 2, 3), 'the other goes on after a close')
    },
  },
  {
    name: 'the list: by prefix, sorted, with sizes',
    async run({ disk }) {
      for (const path of ['t-1/b', 't-1/a', 't-10/a', 't/z', 'u']) {
        const file = await disk.open(path)
        file.append(filled(path.length, 0))
        await file.sync()
      }
      const paths = (await disk.list('t-1')).map(({ path }) => path)
      must(paths.join() === 't-1/a,t-1/b,t-10/a', `not ${paths.join()}`)
      const all = await disk.list('')
      must(all.length === 5, 'the empty prefix lists all')
      must(
        all.every(({ path, size }) => size === path.length),
        'sizes',
      )
    },
  },
  {
    name: 'the list tells another process the sizes of files that were appended to again and again, and cut, and not closed',
    async run(under) {
      const [grown, cut] = [await under.disk.open('f/grown'), await under.disk.open('f/cut')]
      for (const file of [grown, cut])
        for (let i = 1; i <= 5; i++) {
          file.append(filled(20_000, i))
          await file.sync()
        }
      cut.truncate(30_001)
      await cut.sync()
      cut.append(bytesOf(6))
      await cut.sync()
      const sizes = (await (await under.reopen()).list('f/')).map(({ size }) => size)
      must(sizes.join() === '30002,100000', `not ${sizes.join()}`)
    },
  },
  {
    name: 'files are opened by what the list of another process told of them, and go on from there',
    async run({ disk, reopen }) {
      const path = (i: number) => `found/${String(i).padStart(3, '0')}.log`
      const content = (i: number) => [filled(i * 10, i), filled(i, 1), filled(50, 2)] as const
      for (let i = 0; i < 100; i++) {
        const file = await disk.open(path(i))
        for (const bytes of content(i).slice(0, 2)) {
          file.append(bytes)
          await file.sync()
        }
      }
      const other = await reopen()
      const files = await other.list('found/')
      must(files.length === 100, 'all are listed')
      for (const [i, info] of files.entries()) {
        const file = await other.open(info.path, info)
        must(file.length === i * 11, `${info.path} is as long as it was: ${file.length}`)
        file.append(content(i)[2])
        await file.sync()
        await file.close()
      }
      const third = await reopen()
      for (let i = 0; i < 100; i++) mustEqual(await contentOf(third, path(i)), concat(content(i)), path(i))
    },
  },
  {
    name: 'a file that a list told of and that is gone since is missing, and stays so',
    async run({ disk, reopen }) {
      await (await disk.open('told/a')).sync()
      const other = await reopen()
      const [known] = await other.list('told/')
      await other.remove('told/a')
      const opened = other.open('told/a', known).then(
        () => 'opened',
        (error: unknown) => (error instanceof DiskError ? error.kind : String(error)),
      )
      must((await opened) === 'missing', `missing, not ${await opened}`)
      must((await other.list('told/')).length === 0, 'nothing is made')
    },
  },
  {
    name: 'remove: gone for good, a missing file is no error',
    async run(under) {
      const file = await under.disk.open('f')
      file.append(bytesOf(1))
      await file.sync()
      await file.close()
      await under.disk.remove('f')
      await under.disk.remove('never-there')
      const disk = await under.reopen()
      must((await disk.list('')).length === 0, 'nothing is listed')
      must((await disk.open('f')).length === 0, 'a new one is empty')
    },
  },
  {
    name: 'rename replaces and is durable',
    async run(under) {
      const { disk } = under
      for (const [path, value] of [
        ['a.tmp', 1],
        ['a', 2],
      ] as const) {
        const file = await disk.open(path)
        file.append(filled(10, value))
        await file.sync()
        await file.close()
      }
      await disk.rename('a.tmp', 'a')
      const again = await under.reopen()
      mustEqual(await contentOf(again, 'a'), filled(10, 1), 'the new content')
      must((await again.list('')).length === 1, 'the old name is gone')
      await mustReject(again.rename('a.tmp', 'b'), 'renaming a missing file')
    },
  },
  {
    name: 'a handle that was closed rejects',
    async run({ disk }) {
      const file = await disk.open('f')
      file.append(bytesOf(1))
      await file.sync()
      await file.close()
      await mustReject(file.sync(), 'sync')
      await mustReject(file.read(0, 1), 'read')
    },
  },
  {
    name: 'many syncs at once all resolve',
    async run(under) {
      const files = await Promise.all([0, 1, 2, 3].map((i) => under.disk.open(`f${i}`)))
      const syncs: Promise<void>[] = []
      for (let round = 0; round < 25; round++) {
        for (const [i, file] of files.entries()) {
          file.append(bytesOf(round, i))
          syncs.push(file.sync())
        }
      }
      await Promise.all(syncs)
      const disk = await under.reopen()
      for (const i of [0, 1, 2, 3]) must((await contentOf(disk, `f${i}`)).length === 50, 'all appends of each')
    },
  },
]
