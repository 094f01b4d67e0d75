import { expect, test } from 'vitest'
import { type SavedFile, TreeFiles } from './tree.ts'

const RUN = '/home/run.sh'

function savedTree() {
  const saved = new Map<string, SavedFile | null>()
  const files = new TreeFiles(
    () => 0,
    (path, file) => void saved.set(path, file),
  )
  files.presetFolder('/home')
  const isSaved = () => saved.get(RUN)?.executable
  return { files, isSaved }
}

test('that a file can be run outlives the page, a change of it, and a step back', async () => {
  const { files, isSaved } = savedTree()
  await files.write(RUN, new Uint8Array(3))
  const putBack = files.keep()
  await files.setExecutable(RUN, true)
  expect(isSaved()).toBe(true)
  await files.append(RUN, new Uint8Array(1))
  expect(isSaved()).toBe(true)
  putBack()
  expect(isSaved()).toBe(false)
  expect((await files.stat(RUN))?.executable).toBe(false)
})

test('what the page ships stays as it is', async () => {
  const { files } = savedTree()
  files.preset('/bin/tool', '', { executable: true, writable: false })
  await expect(files.setExecutable('/bin/tool', false)).rejects.toThrow('Operation not permitted')
})

test('what another machine could run can be run here', async () => {
  const { files, isSaved } = savedTree()
  await files.write(RUN, new Uint8Array(3))
  await files.setExecutable(RUN, true)
  const [{ path, bytes, executable }] = [...files.own()] as [{ path: string; bytes: Uint8Array; executable: boolean }]
  expect(executable).toBe(true)
  await files.setExecutable(RUN, false)
  files.replaceOwn(new Map([[path, bytes]]), new Set([path]))
  expect((await files.stat(RUN))?.executable).toBe(true)
  expect(isSaved()).toBe(true)
})
