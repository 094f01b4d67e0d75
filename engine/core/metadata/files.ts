/** Small whole files on the disk port. */
import { fromUtf8, utf8 } from '../base/utf8.ts'
import type { Disk } from '../env/env.ts'

/** The bytes of a file; null: there is none. */
export async function readFile(disk: Disk, path: string): Promise<Uint8Array | null> {
  const found = (await disk.list(path)).some((file) => file.path === path)
  if (!found) return null
  const file = await disk.open(path)
  try {
    return await file.read(0, file.length)
  } finally {
    await file.close()
  }
}

/** The text of a file; null: there is none. */
export async function readText(disk: Disk, path: string): Promise<string | null> {
  const bytes = await readFile(disk, path)
  return bytes && fromUtf8(bytes)
}

/** Replaces a file as a whole: readers see the old bytes or the new ones, never a part. */
export async function replaceFile(disk: Disk, path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.tmp`
  await disk.remove(temporary)
  const file = await disk.open(temporary)
  file.append(typeof content === 'string' ? utf8(content) : content)
  await file.sync()
  await file.close()
  await disk.rename(temporary, path)
}
