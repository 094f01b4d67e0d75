import { zipSync } from 'fflate'
import { afterEach, expect, test } from 'vitest'
import { readSnapshot } from '../cluster/snapshot-file.ts'
import { language } from './settings.ts'
import { snapshotReason } from './snapshot-words.ts'
import { lookAtSnapshot } from './snapshots.ts'

afterEach(() => void (language.value = 'en'))

/** As the page does, without a worker in between. */
const look = (bytes: Uint8Array) =>
  lookAtSnapshot({ terminal: { api: { lookAtSnapshot: async (it) => readSnapshot(it, Date.now()).machine } } }, bytes)

const zip = (manifest: object | string) =>
  zipSync({ 'snapshot.json': new TextEncoder().encode(JSON.stringify(manifest)) })
const machine = { brokers: [], plan: { brokers: 1, controllers: 0 }, wall: Date.now(), wallOffsetMs: 0 }
const snapshot = (change: object) => zip({ format: 'logbook-snapshot', version: 1, machine, files: [], ...change })
const file = (name: string, size = 1) => ({ name, size, crc32c: 0 })

test.each([
  ['no zip', new Uint8Array(10)],
  ['an empty zip', zipSync({})],
  ['another program’s', zip({ format: 'x' })],
  ['a later one', snapshot({ version: 9 })],
  ['one without a machine', snapshot({ machine: {} })],
  ['one without a file', snapshot({ files: [file('disk/a')] })],
  ['a large one', snapshot({ files: [file('disk/a', 1e9)] })],
  ['one of another time', snapshot({ machine: { ...machine, wall: 9e15 } })],
  ['one of other nodes', snapshot({ machine: { ...machine, plan: { brokers: 99, controllers: 0 } } })],
])('why %s cannot be opened is told in both languages', async (_what, bytes) => {
  const why = await look(bytes).then(
    () => '',
    ({ message }: Error) => message,
  )
  expect(snapshotReason(why)).toBe(why)
  language.value = 'zh'
  expect(snapshotReason(why)).toMatch(/\p{Script=Han}/u)
  expect(snapshotReason(why)).not.toMatch(/[a-z]{3,} [a-z]{2,}/)
})

const planned = (brokers: number, controllers: number) =>
  look(snapshot({ machine: { ...machine, plan: { brokers, controllers } } }))

test('a page opens the nodes that it runs, and no others', async () => {
  expect((await planned(3, 3)).plan).toEqual({ brokers: 3, controllers: 3 })
  for (const [brokers, controllers] of [
    [1e9, -5],
    [0, 0],
    [3, 1],
  ] as const)
    await expect(planned(brokers, controllers)).rejects.toThrow('This page cannot open the snapshot')
})
