/** How the folder of a log becomes what {@link Log} works on. */
import { Part } from '../base/part.ts'
import type { Uuid } from '../base/uuid.ts'
import { AtomicFile, CHECKPOINT_READER, readWhole } from './checkpoint.ts'
import type { KeptLog } from './kept-log.ts'
import { LeaderEpochCache } from './leader-epoch-cache.ts'
import { type LoadedLog, LogLoader } from './log-loader.ts'
import { type LogOptions, settleTopicId } from './log-options.ts'

/** What only a machine that was brought back needs. */
const RESUMING = new Part(() => import('./log-resuming.ts'))

export interface OpenedLog extends LoadedLog {
  readonly epochs: LeaderEpochCache
  readonly topicId: Uuid | null
}

/** Goes on from what was kept, if the disk has all of it; else reads and repairs the folder. Rejects with DiskError. */
export async function openLog(options: LogOptions): Promise<OpenedLog> {
  const { kept, files: _found, ...own } = options
  if (!kept) return load(options)
  // What was found may have been repaired meanwhile.
  return (await goOn(options, kept)) ?? load(own)
}

async function goOn(options: LogOptions, kept: KeptLog): Promise<OpenedLog | undefined> {
  const epochs = newEpochs(options)
  epochs.takeBack(kept.epochs)
  const resuming = await RESUMING.get()
  const loaded = await resuming.goOn(new LogLoader({ ...options, epochs }), kept)
  return loaded && { ...loaded, epochs, topicId: kept.topicId }
}

async function load(options: LogOptions): Promise<OpenedLog> {
  const topicId = await settleTopicId(options)
  const epochs = newEpochs(options)
  await loadEpochs(epochs, options)
  return { ...(await new LogLoader({ ...options, epochs }).load()), epochs, topicId }
}

function newEpochs({ env, dir }: LogOptions): LeaderEpochCache {
  return new LeaderEpochCache(new AtomicFile(env.disk, `${dir}/leader-epoch-checkpoint`))
}

async function loadEpochs(epochs: LeaderEpochCache, { env, files }: LogOptions): Promise<void> {
  const { path } = epochs.file
  const bytes = await readWhole(env.disk, path, files)
  if (bytes?.length) epochs.load((await CHECKPOINT_READER.get()).parseEpochs(bytes, { path, trace: env.trace }))
}
