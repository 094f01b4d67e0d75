import { ZipArchive, ZipFault } from '../cluster/zip-archive.ts'
import type { ShelvedLesson } from '../lessons/lesson.ts'
import type { Library } from '../lessons/library.ts'
import { Fetcher, inTime } from './fetch-pack.ts'
import { filesOf, MOST_LESSON_BYTES, MOST_PACK_BYTES, type Pack, packLibrary, parsePack } from './pack.ts'
import { PackError, sizeFault, TOO_LARGE } from './pack-error.ts'

/** Gives a file of the pack by its path from `pack.yaml`. Rejects with PackError. */
type ReadFile = (path: string) => Promise<string>

/** Hears how many of a pack's files are there. */
export type Told = (done: number, of: number) => void

/** So many files are asked for at a time. */
const AT_ONCE = 8
/** So many files a zip has at most, pictures and the like among them. */
const MOST_ZIPPED = 10_000

/** How a pack is opened. */
interface Opening {
  readonly told?: Told
  /** The pack is not wanted any more. */
  readonly signal?: AbortSignal
}

/**
 * Opens the pack at an address: a folder, its `pack.yaml`, or a zip of one. Rejects with PackError, or with the signal's reason;
 * nothing is changed then.
 */
export async function openPackAt(
  address: string,
  fetch: typeof globalThis.fetch,
  { told = () => {}, signal }: Opening = {},
): Promise<Library<ShelvedLesson>> {
  const url = addressOf(address)
  return inTime(address, signal, (stopped) => openAt(new Fetcher(fetch, stopped), url, { told, from: placeOf(url) }))
}

/** Who opens a pack hears how far it is; `from`: where it is, however that was written. */
interface Way {
  readonly told: Told
  readonly from?: string
}

/** A pack's place: its folder, or the zip; what the query says of who asks is no part of it. */
function placeOf({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/(?:pack\.yaml)?$/, '')
}

async function openAt(fetcher: Fetcher, url: URL, way: Way): Promise<Library<ShelvedLesson>> {
  if (url.pathname.endsWith('/')) return openFolder(fetcher, url, way)
  const isNamed = /\.(?:zip|yaml)$/.test(url.pathname)
  const found = isNamed ? await fetcher.whole(url) : await fetcher.zipAt(url)
  if (found && isZip(found.bytes)) return openZip(found.bytes, way)
  if (url.pathname.endsWith('.zip')) throw new PackError('this is not a zip of a pack: it does not begin as one')
  if (url.pathname.endsWith('.yaml') && found) {
    if (found.bytes.length > MOST_LESSON_BYTES) throw sizeFault(url.href)
    return openAround(fetcher, found, way)
  }
  const folder = new URL(found?.url ?? url)
  if (!folder.pathname.endsWith('/')) folder.pathname += '/'
  return openFolder(fetcher, folder, way)
}

function isZip(bytes: Uint8Array): boolean {
  return [0x50, 0x4b, 0x03, 0x04].every((byte, i) => bytes[i] === byte)
}

async function openFolder(fetcher: Fetcher, folder: URL, way: Way): Promise<Library<ShelvedLesson>> {
  return openAround(fetcher, await fetcher.file(beside(folder, 'pack.yaml')), way)
}

/** Opens the pack of a `pack.yaml`, whose lessons stand where it was found. */
function openAround(
  fetcher: Fetcher,
  { url, bytes }: { readonly url: URL; readonly bytes: Uint8Array },
  way: Way,
): Promise<Library<ShelvedLesson>> {
  const decoder = new TextDecoder()
  const read: ReadFile = async (path) => decoder.decode((await fetcher.file(beside(url, path))).bytes)
  return open(wholeYaml(url, decoder.decode(bytes)), read, way)
}

/** A server may answer with a page of its own what it does not have. */
function wholeYaml({ href }: URL, text: string): string {
  if (/^\s*</.test(text)) throw new PackError(`${href} is a web page (HTML), not the pack.yaml of a pack`)
  return text
}

/** What lies beside something is asked for with the same query: it may say who asks. */
function beside(url: URL, path: string): URL {
  const one = new URL(path, url)
  one.search = url.search
  return one
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

/** Opens a pack from a zip of its folder. Rejects with PackError. */
export async function openZip(bytes: Uint8Array, way: Way = { told: () => {} }): Promise<Library<ShelvedLesson>> {
  const files = textsIn(bytes)
  const read: ReadFile = async (path) => {
    const file = files[path]
    if (file === undefined) throw new PackError(`${path} is not in it`)
    return file
  }
  return open(await read('pack.yaml'), read, way)
}

/** The files of a zipped pack, by path from its `pack.yaml`. Throws PackError. */
export function textsIn(bytes: Uint8Array): { readonly [path: string]: string } {
  const files = unzipped(bytes)
  const yaml = files.map(([path]) => path).find((path) => /(^|\/)pack\.yaml$/.test(path))
  if (yaml === undefined) throw new PackError('there is no pack.yaml in it')
  const root = yaml.slice(0, -'pack.yaml'.length)
  const decoder = new TextDecoder()
  const inside = files.filter(([path]) => path.startsWith(root))
  return Object.fromEntries(inside.map(([path, file]) => [path.slice(root.length), decoder.decode(file)]))
}

/** The files of a zip that a pack may consist of. */
function unzipped(bytes: Uint8Array): [path: string, file: Uint8Array][] {
  try {
    const archive = new ZipArchive(bytes, MOST_ZIPPED)
    const texts = [...archive.sizes].filter(([name]) => /\.(md|yaml)$/.test(name))
    const large = texts.find(([, size]) => size > MOST_LESSON_BYTES)
    if (large) throw sizeFault(large[0])
    if (texts.reduce((sum, [, size]) => sum + size, 0) > MOST_PACK_BYTES) throw new PackError(TOO_LARGE)
    return texts.map(([name]) => [name, archive.read(name) as Uint8Array])
  } catch (error) {
    throw error instanceof ZipFault ? new PackError(`this is not a zip of a pack: ${error.message}`) : error
  }
}

async function open(yaml: string, read: ReadFile, { told, from }: Way): Promise<Library<ShelvedLesson>> {
  const { pack, problems } = parsePack('pack.yaml', yaml)
  if (!pack) throw new PackError('pack.yaml has faults:', problems)
  return packLibrary(pack, await readAll(pack, read, told), from)
}

/** Stops asking when one file cannot be had. */
async function readAll(pack: Pack, read: ReadFile, told: Told): Promise<Map<string, string>> {
  const paths = filesOf(pack)
  const sources = new Map<string, string>()
  const left = [...paths]
  const reading = async () => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      sources.set(path, await read(path))
      told(sources.size, paths.length)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, reading))
  } finally {
    left.length = 0
  }
  return new Map(paths.map((path) => [path, sources.get(path) as string]))
}
