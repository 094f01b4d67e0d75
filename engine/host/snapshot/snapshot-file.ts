/**
 * A whole machine in one file: a zip with `snapshot.json` (what ran, what time it was, a checksum of each file), the brokers'
 * disks under `disk/` and the learner's files under `home/`.
 */
import { strToU8, Zip, ZipDeflate } from 'fflate'
import { crc32c } from '../../core/base/crc32c.ts'
import { ZipArchive, ZipFault } from './zip-archive.ts'

/** A broker that ran, with what starts it again. */
export interface SnapshotBroker {
  /** Its command line: the class, and the properties file. */
  readonly args: readonly string[]
  readonly properties: readonly (readonly [string, string])[]
  /** −1: it had none. */
  readonly brokerEpoch: number
  /** Frozen by SIGSTOP. */
  readonly stopped: boolean
}

/** What is known of the machine beside its files. */
export interface SnapshotMachine {
  readonly brokers: readonly SnapshotBroker[]
  /** Which set of nodes the page had chosen. */
  readonly plan: { readonly brokers: number; readonly controllers: number }
  /** The wall clock when it was saved, ms since 1970, and how far that was ahead of the computer's. */
  readonly wall: number
  readonly wallOffsetMs: number
}

export interface Snapshot {
  readonly machine: SnapshotMachine
  /** By absolute path. */
  readonly disk: ReadonlyMap<string, Uint8Array>
  readonly home: ReadonlyMap<string, Uint8Array>
  /** Of the learner's files, the paths of those that can be run. */
  readonly executables: ReadonlySet<string>
}

/** Why a file is no snapshot that can be opened, in words for the learner. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
}

const FORMAT = 'logbook-snapshot'
const VERSION = 1
const MANIFEST = 'snapshot.json'

/** Bounds of a snapshot, which may be anybody's: files, bytes of them in all, bytes of its manifest, nodes that ran. */
const MOST_FILES = 65_535
const MOST_BYTES = 1 << 29
const MOST_MANIFEST = 1 << 24
const MOST_NODES = 32
/** So far from now a machine's clock may be, ms: a hundred years. */
const FARTHEST_MS = 100 * 366 * 86_400_000

type Place = 'disk' | 'home'

interface FileEntry {
  /** `disk/tmp/kraft-logs-1/meta.properties` */
  readonly name: string
  readonly size: number
  readonly crc32c: number
  readonly executable?: true
}

/** A file on its way into a snapshot. */
interface PackedFile {
  readonly place: Place
  readonly path: string
  readonly bytes: Uint8Array
  readonly executable?: boolean
}

interface Manifest {
  readonly format: typeof FORMAT
  readonly version: number
  readonly machine: SnapshotMachine
  readonly files: readonly FileEntry[]
}

/** Packs a machine; the files come one after the other, so that other work goes on in between. */
export async function packSnapshot(machine: SnapshotMachine, files: AsyncIterable<PackedFile>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const zip = new Zip((error, part) => {
    if (error) throw error
    parts.push(part)
  })
  const add = (name: string, bytes: Uint8Array) => {
    const entry = new ZipDeflate(name, { level: 1 })
    zip.add(entry)
    entry.push(bytes, true)
  }
  const entries: FileEntry[] = []
  for await (const { place, path, bytes, executable } of files) {
    const name = `${place}${path}`
    entries.push({ name, size: bytes.length, crc32c: crc32c(bytes), ...(executable && { executable }) })
    add(name, bytes)
  }
  const manifest: Manifest = { format: FORMAT, version: VERSION, machine, files: entries }
  add(MANIFEST, strToU8(JSON.stringify(manifest)))
  zip.end()
  return joined(parts)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Reads a snapshot and checks all of it; `now`: the time here. Throws SnapshotError. */
export function readSnapshot(bytes: Uint8Array, now: number): Snapshot {
  const archive = opened(bytes)
  const { machine, files } = manifestIn(archive)
  if (!isNear(machine, now)) throw damaged('its clock is more than a hundred years away')
  if (files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES)
    throw new SnapshotError(`The snapshot is too large: its files have more than ${MOST_BYTES >> 20} MB.`)
  const places = { disk: new Map<string, Uint8Array>(), home: new Map<string, Uint8Array>() }
  const executables = new Set<string>()
  for (const { name, size, crc32c: sum, executable } of files) {
    const content = archive.sizes.get(name) === size ? contentIn(archive, name) : undefined
    if (!content || crc32c(content) !== sum) throw damaged(`its file ${name} is not as it was saved`)
    const [, place, path] = /^(disk|home)(\/.+)$/.exec(name) ?? []
    if (!place || !path || path.split('/').includes('..')) throw damaged(`it names a file ${name}`)
    places[place as Place].set(path, content)
    if (place === 'home' && executable) executables.add(path)
  }
  return { machine, ...places, executables }
}

function opened(bytes: Uint8Array): ZipArchive {
  try {
    return new ZipArchive(bytes, MOST_FILES)
  } catch {
    throw new SnapshotError('This is no snapshot: the file is no zip archive, or it was cut off.')
  }
}

function contentIn(archive: ZipArchive, name: string): Uint8Array | undefined {
  try {
    return archive.read(name)
  } catch (error) {
    if (error instanceof ZipFault) return undefined
    throw error
  }
}

function manifestIn(archive: ZipArchive): Manifest {
  const isThere = (archive.sizes.get(MANIFEST) ?? MOST_MANIFEST + 1) <= MOST_MANIFEST
  const bytes = isThere ? contentIn(archive, MANIFEST) : undefined
  if (!bytes) throw new SnapshotError(`This is no snapshot: the archive has no ${MANIFEST}.`)
  const manifest = parsed(bytes)
  if (manifest?.format !== FORMAT) throw new SnapshotError('This is no snapshot of Logbook.')
  if (manifest.version !== VERSION)
    throw new SnapshotError(`This snapshot has version ${manifest.version}; this Logbook opens version ${VERSION}.`)
  const { machine, files } = manifest
  if (!isMachine(machine) || !Array.isArray(files) || !files.every(isFile))
    throw damaged(`its ${MANIFEST} is incomplete`)
  return manifest as Manifest
}

function parsed(bytes: Uint8Array): Partial<Manifest> | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw damaged(`its ${MANIFEST} cannot be read`)
  }
}

function isFile(file: unknown): boolean {
  const { name, size, crc32c } = Object(file)
  return isText(name) && Number.isSafeInteger(size) && size >= 0 && Number.isInteger(crc32c)
}

function isMachine(machine: unknown): machine is SnapshotMachine {
  const { brokers, plan, wall, wallOffsetMs } = Object(machine)
  return (
    Array.isArray(brokers) &&
    brokers.length <= MOST_NODES &&
    brokers.every(isBroker) &&
    new Set(brokers.map(nodeId)).size === brokers.length &&
    Number.isInteger(plan?.brokers) &&
    Number.isInteger(plan?.controllers) &&
    Number.isFinite(wall) &&
    Number.isFinite(wallOffsetMs)
  )
}

function isBroker(broker: unknown): boolean {
  const { args, properties, brokerEpoch, stopped } = Object(broker)
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(isText)
  return (
    Array.isArray(args) &&
    args.every(isText) &&
    Array.isArray(properties) &&
    properties.every(isPair) &&
    /^\d{1,10}$/.test(nodeId({ properties }) ?? '') &&
    Number.isInteger(brokerEpoch) &&
    typeof stopped === 'boolean'
  )
}

function nodeId({ properties }: Pick<SnapshotBroker, 'properties'>): string | undefined {
  return new Map(properties).get('node.id')
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNear({ wall, wallOffsetMs }: SnapshotMachine, now: number): boolean {
  return Math.abs(wall - now) <= FARTHEST_MS && Math.abs(wallOffsetMs) <= FARTHEST_MS
}

function damaged(how: string): SnapshotError {
  return new SnapshotError(`The snapshot is damaged: ${how}.`)
}

/** How far the clock must be ahead of this computer's so that time does not go back for the machine. */
export function offsetHere({ wall, wallOffsetMs }: SnapshotMachine, now: number): number {
  return Math.max(wallOffsetMs, Math.ceil(wall - now))
}
