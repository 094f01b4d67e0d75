/** kafka-reassign-partitions.sh (`ReassignPartitionsCommand`). */
import type { Admin } from '../client/admin.ts'
import { clientException, KafkaException } from '../client/errors.ts'
import { partitionKey, type TopicPartition } from '../client/topic-partition.ts'
import { placeReplicas } from '../controller/placement.ts'
import { openAdmin } from './admin-tool.ts'
import { adminFailed, adminOperation, TerseException } from './errors.ts'
import type { Options } from './options.ts'
import { moveReplicas } from './reassign-dirs.ts'
import {
  type Assignment,
  checkExecutable,
  comparePartitions,
  duplicates,
  parseReassignment,
  parseTopics,
  type ReassignmentFile,
  type ReplicaDir,
  reassignmentJson,
} from './reassign-json.ts'
import { type Action, reassignCommand } from './reassign-options.ts'
import {
  answered,
  assignmentsOfTopics,
  currentAssignments,
  moveStates,
  partitionStates,
  replicaDirs,
  replicaKey,
} from './reassign-state.ts'
import { clearThrottles, plural, proposedMoves, throttleDirMoves, throttleMoves } from './reassign-throttles.ts'
import { textOfFile } from './text-files.ts'
import { Exit, javaTrace, messageOf, type Tool, type ToolIo } from './tool.ts'

export const kafkaReassignPartitions: Tool = {
  name: 'kafka-reassign-partitions.sh',
  async run(args, io) {
    const { action, options } = reassignCommand(args, io)
    try {
      await perform(action, options, io)
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      if (error instanceof TerseException) io.stdout.write(`${messageOf(error)}\n`)
      else io.stdout.write(`Error: ${messageOf(error)}\n${javaTrace(error)}\n\n`)
      return 1
    }
  },
}

async function perform(action: Action, options: Options, io: ToolIo): Promise<void> {
  const admin = await openAdmin(io, {
    clientId: 'reassign-partitions-tool',
    bootstrap: options.valueOf('bootstrap-server'),
    controllers: options.valueOf('bootstrap-controller'),
    configFile: options.valueOf('command-config'),
  })
  await ACTIONS[action]({ admin, options, io }).finally(() => admin.close())
}

interface Call {
  readonly admin: Admin
  readonly options: Options
  readonly io: ToolIo
}

const ACTIONS: { readonly [action in Action]: (call: Call) => Promise<void> } = {
  generate,
  execute,
  verify,
  cancel,
  list,
}

async function reassignmentFile({ options, io }: Call): Promise<ReassignmentFile> {
  return parseReassignment(await textOfFile(io, options.valueOf('reassignment-json-file') as string))
}

async function generate({ admin, options, io }: Call): Promise<void> {
  const text = await textOfFile(io, options.valueOf('topics-to-move-json-file') as string)
  const brokers = brokerList(options)
  const topics = parseTopics(text)
  const repeated = duplicates(topics)
  if (repeated.length > 0)
    throw adminFailed(`List of topics to reassign contains duplicate entries: [${repeated.join(', ')}]`)
  const current = topics.length === 0 ? [] : assignmentList(await assignmentsOfTopics(admin, topics))
  const usable = await usableBrokers(admin, brokers, { racksMatter: !options.has('disable-rack-aware') })
  const proposed = topics.flatMap((topic) => proposal(topic, current, usable, io))
  const now = reassignmentJson(current, await dirsOf(admin, current))
  io.stdout.write(`Current partition replica assignment\n${now}\n\n`)
  io.stdout.write(`Proposed partition reassignment configuration\n${reassignmentJson(proposed)}\n`)
}

function assignmentList(assigned: Iterable<[TopicPartition, readonly number[]]>): Assignment[] {
  return [...assigned].map(([partition, replicas]) => ({ partition, replicas }))
}

function brokerList(options: Options): readonly number[] {
  const brokers = (options.valueOf('broker-list') as string).split(',').map((text) => {
    if (!/^[-+]?\d+$/.test(text))
      throw clientException('java.lang.NumberFormatException', `For input string: "${text}"`)
    return Number(text)
  })
  const repeated = duplicates(brokers)
  if (repeated.length > 0) throw adminFailed(`Broker list contains duplicate entries: [${repeated.join(', ')}]`)
  return brokers
}

interface Usable {
  readonly id: number
  readonly rack: string | null
  readonly fenced: boolean
}

async function usableBrokers(
  admin: Admin,
  wanted: readonly number[],
  { racksMatter }: { racksMatter: boolean },
): Promise<readonly Usable[]> {
  const { nodes } = await answered(admin.describeCluster())
  const usable = nodes.filter(({ id }) => wanted.includes(id))
  const rackless = usable.filter(({ rack }) => rack === null).length
  if (racksMatter && rackless !== 0 && rackless !== usable.length)
    throw adminOperation(
      'Not all brokers have rack information. Add --disable-rack-aware in command line to make replica assignment without rack information.',
    )
  return usable.map(({ id, rack }) => ({ id, rack: racksMatter ? rack : null, fenced: false }))
}

/** Places a topic's replicas anew, as many of each partition as its first has. */
function proposal(topic: string, current: readonly Assignment[], brokers: readonly Usable[], io: ToolIo): Assignment[] {
  const own = current.filter(({ partition }) => partition.topic === topic)
  const replicationFactor = own[0]?.replicas.length ?? 0
  const placed = placeOrFail(io, brokers, { count: own.length, replicationFactor })
  return placed.map((replicas, partition) => ({ partition: { topic, partition }, replicas }))
}

function placeOrFail(
  io: ToolIo,
  brokers: readonly Usable[],
  wanted: { count: number; replicationFactor: number },
): number[][] {
  try {
    return placeReplicas(io.env.random, brokers, wanted)
  } catch (error) {
    throw new KafkaException(messageOf(error), {
      javaClass: 'org.apache.kafka.common.errors.InvalidReplicationFactorException',
    })
  }
}

/** Directories of all replicas. */
async function dirsOf(admin: Admin, assignments: readonly Assignment[]): Promise<ReplicaDir[]> {
  const replicas = assignments.flatMap(({ partition, replicas: ids }) => ids.map((broker) => ({ partition, broker })))
  const dirs = await replicaDirs(admin, replicas)
  return replicas.flatMap(({ partition, broker }) => {
    const dir = dirs.get(replicaKey(partition, broker))?.current
    return dir ? [{ partition, broker, dir }] : []
  })
}

const EXISTING =
  'Cannot execute because there is an existing partition assignment.  Use --additional to override this and create a new partition assignment in addition to the existing one. The --additional flag can also be used to change the throttle by resubmitting the current reassignment.'
const RUN_VERIFY =
  'Warning: You must run --verify periodically, until the reassignment completes, to ensure the throttle is removed.'

async function execute(call: Call): Promise<void> {
  const { admin, options, io } = call
  const file = await reassignmentFile(call)
  checkExecutable(file)
  const underWay = await answered(admin.listPartitionReassignments())
  if (underWay.size > 0 && !options.has('additional')) throw new TerseException(EXISTING)
  await checkBrokers(admin, file.assignments)
  const assigned = await currentAssignments(
    admin,
    file.assignments.map(({ partition }) => partition),
  )
  const current = assignmentList(assigned)
  const json = reassignmentJson(current, await dirsOf(admin, current))
  io.stdout.write(`Current partition replica assignment\n\n${json}\n\n`)
  io.stdout.write('Save this to use as the --reassignment-json-file option during rollback\n')
  await throttle(call, file, () => proposedMoves(underWay, file.assignments, assigned))
  await reassign(call, file.assignments)
  const timeoutMs = options.numberOf('timeout') as number
  if (file.dirs.length > 0) await moveReplicas(admin, io, file.dirs, timeoutMs)
}

async function checkBrokers(admin: Admin, assignments: readonly Assignment[]): Promise<void> {
  const { nodes } = await answered(admin.describeCluster())
  const unknown = assignments.flatMap(({ replicas }) => replicas).find((id) => nodes.every((node) => node.id !== id))
  if (unknown !== undefined) throw adminFailed(`Unknown broker id ${unknown}`)
}

async function throttle(
  { admin, options, io }: Call,
  { dirs }: ReassignmentFile,
  moves: () => ReturnType<typeof proposedMoves>,
): Promise<void> {
  const betweenBrokers = options.numberOf('throttle') as number
  const betweenDirs = options.numberOf('replica-alter-log-dirs-throttle') as number
  if (betweenBrokers < 0 && betweenDirs < 0) return
  io.stdout.write(`${RUN_VERIFY}\n`)
  if (betweenBrokers >= 0) await throttleMoves(admin, io, moves(), betweenBrokers)
  if (betweenDirs >= 0) await throttleDirMoves(admin, io, new Set(dirs.map(({ broker }) => broker)), betweenDirs)
}

async function reassign({ admin, options, io }: Call, assignments: readonly Assignment[]): Promise<void> {
  const wanted = assignments.map(({ partition, replicas }) => [partition, replicas] as const)
  const allowReplicationFactorChange = !options.has('disallow-replication-factor-change')
  const failed = await failures(admin.alterPartitionReassignments(wanted, { allowReplicationFactorChange }).outcomes())
  if (failed.length > 0) throw new TerseException(`Error reassigning partition(s):\n${failed.join('\n')}`)
  const keys = sortedKeys(assignments.map(({ partition }) => partition))
  io.stdout.write(`Successfully started partition reassignment${plural(keys)} for ${keys.join(',')}\n`)
}

type Outcomes = Iterable<[TopicPartition, { readonly error?: KafkaException | undefined }]>

async function failures(outcomes: Promise<Outcomes>): Promise<string[]> {
  return [...(await answered(outcomes))]
    .filter(([, { error }]) => error)
    .sort(([a], [b]) => comparePartitions(a, b))
    .map(([partition, { error }]) => `${partitionKey(partition)}: ${error?.message}`)
}

function sortedKeys(partitions: readonly TopicPartition[]): string[] {
  return [...partitions].sort(comparePartitions).map(partitionKey)
}

async function verify(call: Call): Promise<void> {
  const { admin, options, io } = call
  const { assignments, dirs } = await reassignmentFile(call)
  const partitions = await partitionStates(admin, assignments)
  io.stdout.write(`${partitions.text}\n`)
  const moves = await moveStates(admin, dirs)
  io.stdout.write(`${moves.text}\n`)
  if (!partitions.ongoing && !moves.ongoing && !options.has('preserve-throttles'))
    await clearThrottles(admin, io, assignments)
}

async function cancel(call: Call): Promise<void> {
  const { admin, options, io } = call
  const { assignments, dirs } = await reassignmentFile(call)
  const partitions = assignments.map(({ partition }) => partition)
  const active = (await answered(admin.listPartitionReassignments({ partitions }))).keys()
  if (active.length === 0) io.stdout.write('None of the specified partition reassignments are active.\n')
  else await cancelAll(call, active)
  const where = await replicaDirs(admin, dirs)
  const moving = dirs.flatMap(({ partition, broker }): ReplicaDir[] => {
    const is = where.get(replicaKey(partition, broker))
    return is?.current && is.future ? [{ partition, broker, dir: is.current }] : []
  })
  if (moving.length === 0) io.stdout.write('None of the specified partition moves are active.')
  else await moveReplicas(admin, io, moving, options.numberOf('timeout') as number)
  if (!options.has('preserve-throttles')) await clearThrottles(admin, io, assignments)
}

async function cancelAll({ admin, io }: Call, active: readonly TopicPartition[]): Promise<void> {
  const wanted = active.map((partition) => [partition, null] as const)
  const failed = await failures(admin.alterPartitionReassignments(wanted).outcomes())
  if (failed.length > 0)
    throw new TerseException(`Error cancelling partition reassignment${plural(failed)} for:\n${failed.join('\n')}`)
  const keys = sortedKeys(active)
  io.stdout.write(`Successfully cancelled partition reassignment${plural(keys)} for: ${keys.join(',')}\n`)
}

async function list({ admin, io }: Call): Promise<void> {
  const current = [...(await answered(admin.listPartitionReassignments()))].sort(([a], [b]) => comparePartitions(a, b))
  const lines = current.map(([partition, { replicas, addingReplicas, removingReplicas }]) => {
    const part = (name: string, ids: readonly number[]) => (ids.length === 0 ? '' : ` ${name}: ${ids.join(',')}.`)
    return `${partitionKey(partition)}: replicas: ${replicas.join(',')}.${part('adding', addingReplicas)}${part('removing', removingReplicas)}\n`
  })
  io.stdout.write(
    lines.length === 0 ? 'No partition reassignments found.\n' : `Current partition reassignments:\n${lines.join('')}`,
  )
}
