/** A partition's segments as the files of its leader. */
import type { Admin } from '../../engine/core/client/admin.ts'
import { resourceKey } from '../../engine/core/client/admin-configs.ts'
import { topicPartition } from '../../engine/core/client/topic-partition.ts'
import { parseSegmentFile } from '../../engine/core/log/file-names.ts'
import { TIME_ENTRY_SIZE, timeEntries } from '../../engine/core/log/time-index.ts'
import type { PartitionState } from '../cluster/cluster-state.ts'
import { type Rules, rulesOf, type SegmentFile } from './segment-fates.ts'

/** Where files are read from. */
export interface Files {
  listFiles(path: string): Promise<readonly { readonly name: string; readonly path: string; readonly size: number }[]>
  readFile(path: string, position: number, length: number): Promise<Uint8Array>
}

export interface SegmentsRead {
  readonly dir: string
  readonly segments: readonly SegmentFile[]
  readonly rules: Rules
}

/** Reads names, sizes and the ends of time indexes. Rejects when the leader does not answer or has no such folder. */
export async function readSegments(files: Files, admin: Admin, partition: PartitionState): Promise<SegmentsRead> {
  const dir = await folderOf(admin, partition)
  const [rules, listed, newest] = await Promise.all([
    readRules(admin, partition),
    files.listFiles(dir),
    newestTimestamp(admin, partition),
  ])
  const named = listed.flatMap((file) => {
    const parsed = parseSegmentFile(file.name)
    return parsed ? [{ ...file, ...parsed }] : []
  })
  const logs = named.filter(({ suffix }) => suffix === '.log').sort((a, b) => a.offset - b.offset)
  const segments = await Promise.all(
    logs.map(async ({ offset, size }, i) => {
      const mine = named.filter((one) => one.offset === offset && one.suffix !== '.log')
      const timeIndex = mine.find(({ suffix }) => suffix === '.timeindex')
      const isActive = i === logs.length - 1
      const largestTimestamp = isActive ? newest : await lastIn(files, timeIndex, offset)
      return { baseOffset: offset, size, indexSize: mine.reduce((sum, one) => sum + one.size, 0), largestTimestamp }
    }),
  )
  return { dir, segments, rules }
}

async function folderOf(admin: Admin, { topic, partition, leader }: PartitionState): Promise<string> {
  const dirs = (await admin.describeLogDirs([leader])).get(leader) ?? []
  const dir = dirs.find(({ replicas }) => replicas.some((one) => one.topic === topic && one.partition === partition))
  if (!dir) throw new Error(`broker ${leader} has no log of ${topic}-${partition}`)
  return `${dir.logDir}/${topic}-${partition}`
}

async function readRules(admin: Admin, { topic, leader }: PartitionState): Promise<Rules> {
  const [ofTopic, ofBroker] = [
    { type: 'TOPIC', name: topic },
    { type: 'BROKER', name: String(leader) },
  ] as const
  const described = await admin.describeConfigs([ofTopic, ofBroker])
  const values = (resource: typeof ofTopic | typeof ofBroker) =>
    new Map((described.get(resourceKey(resource)) ?? []).map(({ name, value }) => [name, value ?? '']))
  return rulesOf(values(ofTopic), values(ofBroker))
}

async function newestTimestamp(admin: Admin, { topic, partition }: PartitionState): Promise<number> {
  const listed = await admin.listOffsets([[topicPartition(topic, partition), 'max-timestamp']])
  return [...listed][0]?.[1].timestamp ?? -1
}

/** A closed segment's time index ends with its largest timestamp. */
async function lastIn(
  files: Files,
  index: { readonly path: string; readonly size: number } | undefined,
  baseOffset: number,
): Promise<number> {
  if (!index || index.size < TIME_ENTRY_SIZE) return -1
  const bytes = await files.readFile(index.path, index.size - TIME_ENTRY_SIZE, TIME_ENTRY_SIZE)
  return [...timeEntries(bytes, baseOffset)].at(-1)?.timestamp ?? -1
}
