/** The JSON files of kafka-reassign-partitions. */
import { compareText } from '../client/assignors/member-order.ts'
import { partitionKey, type TopicPartition } from '../client/topic-partition.ts'
import { adminFailed, adminOperation } from './errors.ts'
import { type JsonValue, parseJson } from './json.ts'

/** Where a partition's replicas are or shall be. */
export interface Assignment {
  readonly partition: TopicPartition
  readonly replicas: readonly number[]
}

/** A replica and the log directory of its broker in which it is or shall be. */
export interface ReplicaDir {
  readonly partition: TopicPartition
  readonly broker: number
  readonly dir: string
}

export interface ReassignmentFile {
  readonly assignments: readonly Assignment[]
  /** Replicas for which a directory is named. */
  readonly dirs: readonly ReplicaDir[]
}

const ANY = 'any'
const VERSION = 1

export function parseReassignment(text: string): ReassignmentFile {
  const json = parsed(text)
  checkVersion(json)
  const entries = json.optional('partitions')?.list().map(parseEntry) ?? []
  return { assignments: entries.map(({ assignment }) => assignment), dirs: entries.flatMap(({ dirs }) => dirs) }
}

function parsed(text: string): JsonValue {
  try {
    return parseJson(text)
  } catch (error) {
    throw adminOperation((error as Error).message)
  }
}

function checkVersion(json: JsonValue): void {
  const version = json.optional('version')?.integer() ?? VERSION
  if (version !== VERSION) throw adminOperation(`Not supported version field value ${version}`)
}

function parseEntry(entry: JsonValue): { assignment: Assignment; dirs: readonly ReplicaDir[] } {
  const partition = { topic: entry.field('topic').text(), partition: entry.field('partition').integer() }
  const replicas = entry
    .field('replicas')
    .list()
    .map((id) => id.integer())
  const named = entry.optional('log_dirs')?.list()
  const dirs = named ? named.map((dir) => dir.text()) : replicas.map(() => ANY)
  if (dirs.length !== replicas.length)
    throw adminFailed(
      `Size of replicas list [${replicas.join(', ')}] is different from size of log dirs list [${dirs.join(', ')}] for partition ${partitionKey(partition)}`,
    )
  const moves = replicas.map((broker, index) => ({ partition, broker, dir: dirs[index] as string }))
  return { assignment: { partition, replicas }, dirs: moves.filter(({ dir }) => dir !== ANY) }
}

/** What --execute asks of a file beyond its form. */
export function checkExecutable({ assignments }: ReassignmentFile): void {
  if (assignments.length === 0) throw adminFailed('Partition reassignment list cannot be empty')
  if (assignments.some(({ replicas }) => replicas.length === 0))
    throw adminFailed('Partition replica list cannot be empty')
  const repeated = duplicates(assignments.map(({ partition }) => partitionKey(partition)))
  if (repeated.length > 0)
    throw adminFailed(`Partition reassignment contains duplicate topic partitions: ${repeated.join(',')}`)
  const twice = assignments.flatMap(({ partition, replicas }) => {
    const ids = duplicates(replicas)
    return ids.length === 0 ? [] : [`${partitionKey(partition)} contains multiple entries for ${ids.join(', ')}`]
  })
  if (twice.length > 0)
    throw adminFailed(`Partition replica lists may not contain duplicate entries: ${twice.join('. ')}`)
}

export function duplicates<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}

/** Topic names of a --topics-to-move-json-file. */
export function parseTopics(text: string): readonly string[] {
  let json: JsonValue
  try {
    json = parseJson(text)
  } catch {
    throw adminOperation('The input string is not a valid JSON')
  }
  checkVersion(json)
  return (
    json
      .optional('topics')
      ?.list()
      .map((topic) => topic.field('topic').text()) ?? []
  )
}

/** Kafka's text of assignments, sorted; replicas without a known directory are `any`. */
export function reassignmentJson(assignments: readonly Assignment[], dirs: readonly ReplicaDir[] = []): string {
  const dirOf = new Map(dirs.map((one) => [`${partitionKey(one.partition)}@${one.broker}`, one.dir]))
  const partitions = [...assignments].sort(byPartition).map(({ partition, replicas }) => ({
    topic: partition.topic,
    partition: partition.partition,
    replicas,
    log_dirs: replicas.map((broker) => dirOf.get(`${partitionKey(partition)}@${broker}`) ?? ANY),
  }))
  return JSON.stringify({ version: VERSION, partitions })
}

function byPartition(a: Assignment, b: Assignment): number {
  return comparePartitions(a.partition, b.partition)
}

/** By topic, then by number. */
export function comparePartitions(a: TopicPartition, b: TopicPartition): number {
  return compareText(a.topic, b.topic) || a.partition - b.partition
}
