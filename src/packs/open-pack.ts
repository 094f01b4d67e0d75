import { unzipSync } from 'fflate'
import type { Problem, ShelvedLesson } from '../lessons/lesson.ts'
import type { Library } from '../lessons/library.ts'
import { filesOf, MOST_LESSON_BYTES, MOST_PACK_BYTES, type Pack, packLibrary, parsePack } from './pack.ts'

/** A pack that cannot be opened: why, in words for whoever opens it, with places where there are some. */
export class PackError extends Error {
  override readonly name = 'PackError'
  constructor(
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(
      [message, ...problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)].join(
        '\n',
      ),
    )
  }
}

/** Gives a file of the pack by its path from `pack.yaml`. Rejects with PackError. */
export type ReadFile = (path: string) => Promise<string>

/** Opens the pack at an address: a folder, its `pack.yaml`, or a zip of one. Rejects with PackError; nothing is changed then. */
export async function openPackAt(address: string, fetch: typeof globalThis.fetch): Promise<Library<ShelvedLesson>> {
  const url = addressOf(address)
  if (url.pathname.endsWith('.zip')) return openZip(await bytesAt(url, MOST_PACK_BYTES, fetch))
  const folder = url.pathname.endsWith('.yaml') || url.pathname.endsWith('/') ? url : new URL(`${url.href}/`)
  const decoder = new TextDecoder()
  return open(async (path) => decoder.decode(await bytesAt(new URL(path, folder), MOST_LESSON_BYTES, fetch)))
}

function addressOf(address: string): URL {
  let url: URL
  try {
    url = new URL(address, globalThis.location?.href)
  } catch {
    throw new PackError(`not an address: ${address}`)
  }
  const isLocal = ['localhost', '127.0.0.1'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal) && url.origin !== globalThis.location?.origin)
    throw new PackError(`a pack is fetched over https: ${address}`)
  return url
}

/** Opens a pack from a zip of its folder. Throws PackError. */
export async function openZip(bytes: Uint8Array): Promise<Library<ShelvedLesson>> {
  let size = 0
  let files: { [path: string]: Uint8Array }
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        size += originalSize
        if (size > MOST_PACK_BYTES) throw new PackError('the pack is too large')
        return /\.(md|yaml)$/.test(name)
      },
    })
  } catch (error) {
    throw error instanceof PackError ? error : new PackError(`this is not a zip of a pack: ${(error as Error).message}`)
  }
  const root = Object.keys(files)
    .find((path) => /(^|\/)pack\.yaml$/.test(path))
    ?.replace(/pack\.yaml$/, '')
  if (root === undefined) throw new PackError('there is no pack.yaml in it')
  const decoder = new TextDecoder()
  return open(async (path) => {
    const file = files[root + path]
    if (!file) throw new PackError(`${path} is not in it`)
    return decoder.decode(file)
  })
}

async function open(read: ReadFile): Promise<Library<ShelvedLesson>> {
  const { pack, problems } = parsePack('pack.yaml', await read('pack.yaml'))
  if (!pack) throw new PackError('pack.yaml has faults:', problems)
  return packLibrary(pack, await readAll(pack, read))
}

async function readAll(pack: Pack, read: ReadFile): Promise<Map<string, string>> {
  const sources = await Promise.all(filesOf(pack).map(async (path) => [path, await read(path)] as const))
  return new Map(sources)
}

/** What is at an address; more than `most` bytes are refused while they arrive. */
async function bytesAt(url: URL, most: number, fetch: typeof globalThis.fetch): Promise<Uint8Array> {
  const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' }).catch((error: unknown) => {
    throw new PackError(`${url.href} cannot be fetched (its server must allow other sites to read it): ${error}`)
  })
  if (!response.ok) throw new PackError(`${url.href}: ${response.status} ${response.statusText}`)
  const parts: Uint8Array[] = []
  let size = 0
  for (const reader = response.body?.getReader(); reader; ) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > most) throw new PackError(`${url.href} is larger than ${most} bytes`)
    parts.push(value)
  }
  return joined(parts, size)
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
