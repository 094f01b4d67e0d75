/** The logs that a log dir has at start (`LogManager.loadLogs`). */
import type { Uuid } from '../base/uuid.ts'
import type { Env, FileInfo } from '../env/env.ts'
import { type PartitionFolder, parsePartitionDir, parsePartitionFolder, strayFolder } from './file-names.ts'
import type { KeptReplica } from './kept-log.ts'
import { notOfAPartition, sayNotLoaded } from './loading-failures.ts'
import type { Log } from './log.ts'
import type { LogConfig } from './log-config.ts'
import type { LogOptions } from './log-options.ts'

/** What is known of a log before its folder is read. */
export type Found = Pick<LogOptions, 'cleanShutdown' | 'recoveryPoint' | 'logStartOffset' | 'files' | 'kept'>

/** A folder in a log dir and a file of it. */
export interface InFolder {
  readonly folder: string
  readonly info: FileInfo | null
}

/** The dir that they are opened for. */
export interface LoadingDir {
  readonly path: string
  readonly options: {
    readonly env: Pick<Env, 'clock' | 'disk' | 'trace'>
    readonly configOf: (topic: string) => LogConfig
    readonly isStray?: (log: Log) => boolean
    readonly kept?: ReadonlyMap<string, KeptReplica>
  }
  readonly logs: Map<string, Log>
  readonly futures: Map<string, Log>
  readonly highWatermarks: Map<string, number>
  openLog(folder: string, topicId: Uuid | null, config: LogConfig, found: Found): Promise<Log>
  renameFolder(from: string, to: string): Promise<void>
  uniqueId(): string
  log(level: 'INFO' | 'WARN', message: string): void
}

/** What the dir's small files tell. */
export interface FoundInDir {
  readonly inFolders: readonly InFolder[]
  readonly clean: boolean
  readonly recoveryPoints: ReadonlyMap<string, number>
  readonly logStarts: ReadonlyMap<string, number>
}

/** A partition's folder and, unless it was changed, what is in it. */
type FoundFolder = PartitionFolder & { readonly files?: FileInfo[] }

/** Opens every partition folder; recovers them unless the last shutdown was clean. Rejects with DiskError, and where Kafka does not start. */
export async function loadLogs(dir: LoadingDir, found: FoundInDir): Promise<void> {
  const { clock, trace } = dir.options.env
  const folders = await partitionFolders(dir, found.inFolders)
  sayBegin(dir, { count: folders.length, clean: found.clean })
  let done = 0
  await severalAtOnce(folders, async (folder) => {
    const began = clock.monotonic()
    const lasted = () => clock.monotonic() - began
    const progress = () => `(${++done}/${folders.length} completed in ${dir.path})`
    const log = await loadLog(dir, folder, offsetsOf(folder.name, found)).catch((error: unknown) => {
      sayNotLoaded(trace, { dir: `${dir.path}/${folder.folder}`, ms: lasted(), progress: progress() })
      throw error
    })
    sayLoaded(dir, log, { ms: lasted(), progress: progress() })
  })
}

function offsetsOf(name: string, { clean, recoveryPoints, logStarts }: FoundInDir): Found {
  return {
    cleanShutdown: clean,
    recoveryPoint: recoveryPoints.get(name) ?? 0,
    logStartOffset: logStarts.get(name) ?? 0,
  }
}

function sayBegin(dir: LoadingDir, { count, clean }: { count: number; clean: boolean }): void {
  const many = `${count} logs from ${dir.path}`
  if (count === 0) dir.log('INFO', `No logs found to be loaded in ${dir.path}`)
  else if (dir.options.kept?.size) dir.log('INFO', `${many} go on as they were`)
  else if (clean) dir.log('INFO', `Skipping recovery of ${many} since clean shutdown file was found`)
  else dir.log('INFO', `Recovering ${many} since no clean shutdown file was found`)
}

async function loadLog(dir: LoadingDir, { folder, name, kind, files }: FoundFolder, offsets: Found): Promise<Log> {
  const { topic } = parsePartitionDir(name) as { topic: string }
  const { configOf, isStray, kept: keptLogs } = dir.options
  const kept = keptLogs?.get(`${dir.path}/${folder}`)
  const found = { ...offsets, ...(files && { files }), ...(kept && { kept }) }
  const log = await dir.openLog(folder, null, configOf(topic), found)
  if (log.wentOn && typeof kept?.highWatermark === 'number') dir.highWatermarks.set(name, kept.highWatermark)
  if (isStray?.(log)) await setAside(dir, log)
  else (kind === 'future' ? dir.futures : dir.logs).set(name, log)
  return log
}

/** Kafka leaves what does not belong here to whoever runs the broker, under a name that says so. */
async function setAside(dir: LoadingDir, log: Log): Promise<void> {
  await log.close()
  const stray = `${dir.path}/${strayFolder(log.name, dir.uniqueId())}`
  await dir.renameFolder(log.dir, stray)
  dir.log('WARN', `Log in ${log.dir} marked stray and renamed to ${stray}`)
}

/** Nothing is known to be replicated yet: what readers may see begins where the log does. */
function sayLoaded(dir: LoadingDir, log: Log, { ms, progress }: { ms: number; progress: string }): void {
  const { logStartOffset: start, logEndOffset: end } = log
  const { topic, partition } = parsePartitionDir(log.name) ?? { topic: log.name, partition: 0 }
  const offsets = `highWatermark=${start}, lastStableOffset=${start}, logStartOffset=${start}, logEndOffset=${end}`
  const what = `Log(dir=${log.dir}, topicId=${log.topicId}, topic=${topic}, partition=${partition}, ${offsets})`
  const ends = `local-log-start-offset ${start} and log-end-offset ${end}`
  const many = `${log.segments().length} segments, ${ends} in ${Math.round(ms)}ms`
  dir.log('INFO', `Completed load of ${what} with ${many} ${progress}`)
}

/** What to open. Deletions and renamings that a crash interrupted are finished. Throws where a folder is no partition's. */
async function partitionFolders(dir: LoadingDir, inFolders: readonly InFolder[]): Promise<FoundFolder[]> {
  const found = new Map<string, FoundFolder>()
  for (const { folder, info } of inFolders) {
    const parsed = parsePartitionFolder(folder)
    if (!parsed) throw notOfAPartition(`${dir.path}/${folder}`)
    if (parsed.kind === 'delete' && info) await dir.options.env.disk.remove(info.path)
    if (parsed.kind === 'delete') continue
    if (parsed.kind === 'stray' && !found.has(folder)) dir.log('WARN', `Loaded stray log: ${dir.path}/${folder}`)
    const known = found.get(folder) ?? { ...parsed, files: [] }
    if (info) known.files?.push(info)
    found.set(folder, known)
  }
  await settleRenamed(dir, found)
  return [...found.values()].filter(({ kind }) => kind !== 'stray')
}

/** A future log is never made where the current one is: it was being renamed. */
async function settleRenamed(dir: LoadingDir, found: Map<string, FoundFolder>): Promise<void> {
  for (const { folder, name, kind } of [...found.values()]) {
    if (kind !== 'future' || !found.has(name)) continue
    await dir.renameFolder(`${dir.path}/${folder}`, `${dir.path}/${name}`)
    found.delete(folder)
    found.set(name, { folder: name, name, kind: 'current' })
  }
}

/** Logs that are loaded at a time: while one waits for the disk others go on, and what they write is written together. */
const AT_ONCE = 32

/** Rejects with the first failure, when nothing is under way any more. */
async function severalAtOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = all.values()
  const lane = async () => {
    for (const one of queue) await work(one)
  }
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane))
  for (const result of lanes) if (result.status === 'rejected') throw result.reason
}
