/** `kafka-consumer-groups --reset-offsets`. */

import { hashMapOrder } from '../base/java-order.ts'
import type { Admin } from '../client/admin.ts'
import type { OffsetSpec } from '../client/admin-records.ts'
import type { TopicDescription } from '../client/admin-topics.ts'
import { clientException, exceptionOf } from '../client/errors.ts'
import { parseDuration } from '../client/iso-time.ts'
import { partitionHash } from '../client/java-order.ts'
import { PartitionMap, partitionKey, type TopicPartition } from '../client/topic-partition.ts'
import { Errors } from '../protocol/errors.ts'
import { chosenGroups, type GroupsCommand } from './consumer-groups-command.ts'
import { parseResetPlan } from './consumer-groups-csv.ts'
import { GROUPS_TABLE } from './consumer-groups-options.ts'
import { topicPartitionArgs } from './consumer-groups-partitions.ts'
import { parseDateTime } from './date-time.ts'
import { executionException, illegalArgument, runtimeException } from './errors.ts'
import { type Options, usageExit } from './options.ts'
import { textOfFile } from './text-files.ts'
import { pad, widest } from './text-table.ts'
import { loggingEnv, type ToolIo } from './tool.ts'

/** What a group's offsets become. */
type Plan = PartitionMap<number>

export async function resetOffsets(command: GroupsCommand): Promise<void> {
  const { options, admin, io } = command
  const groups = await chosenGroups(command)
  const described = await admin.describeConsumerGroups(groups).outcomes()
  const plans = new Map<string, Plan>()
  for (const group of groups) {
    const outcome = described.get(group)
    if (outcome?.error && outcome.error.code !== Errors.GROUP_ID_NOT_FOUND) throw executionException(outcome.error)
    const state = outcome && !outcome.error ? outcome.value.state : 'Dead'
    if (state === 'Empty' || state === 'Dead') plans.set(group, await planAndExecute(group, command))
    else {
      io.stdout.write(
        `\nError: Assignments can only be reset if the group '${group}' is inactive, but the current state is ${state}.\n`,
      )
      plans.set(group, new PartitionMap())
    }
  }
  if (options.has('export')) printCsv(plans, io)
  else printTable(plans, io)
}

async function planAndExecute(group: string, command: GroupsCommand): Promise<Plan> {
  const { options, admin } = command
  const partitions = await partitionsToReset(group, command)
  const offsets = await new Planner(group, partitions, command).plan()
  const plan = new PartitionMap(hashMapOrder([...offsets], ([partition]) => partitionHash(partition)))
  if (options.has('execute') && plan.size > 0) {
    const commits = [...plan].map(([partition, offset]) => [partition, { offset }] as const)
    await admin.alterConsumerGroupOffsets(group, commits)
  }
  return plan
}

async function partitionsToReset(group: string, { options, admin, io }: GroupsCommand): Promise<TopicPartition[]> {
  if (options.has('all-topics')) return (await admin.listConsumerGroupOffsets(group)).keys()
  if (options.has('topic')) {
    const { partitions, missing } = await topicPartitionArgs(admin, options.valuesOf('topic'))
    if (missing.length > 0) throw exceptionOf(Errors.UNKNOWN_TOPIC_OR_PARTITION)
    return partitions
  }
  if (options.has('from-file')) return []
  return usageExit(io, GROUPS_TABLE, 'One of the reset scopes should be defined: --all-topics, --topic.')
}

type Scenario = (planner: Planner) => Promise<Plan>

const SCENARIOS: { readonly [option: string]: Scenario } = {
  'to-offset': (planner) => planner.toOffset(planner.number('to-offset')),
  'to-earliest': (planner) => planner.toSpec('earliest'),
  'to-latest': (planner) => planner.toSpec('latest'),
  'shift-by': (planner) => planner.shiftBy(planner.number('shift-by')),
  'to-datetime': (planner) => planner.toTimestamp(parseDateTimeOrFail(planner.text('to-datetime'))),
  'by-duration': (planner) => planner.toTimestamp(planner.now() - durationOrFail(planner.text('by-duration'))),
  'from-file': (planner) => planner.fromFile(planner.text('from-file')),
  'to-current': (planner) => planner.toCurrent(),
}

function parseDateTimeOrFail(text: string): number {
  try {
    return parseDateTime(text)
  } catch (error) {
    throw runtimeException(error)
  }
}

function durationOrFail(text: string): number {
  const duration = parseDuration(text)
  if (duration === undefined) {
    throw clientException('java.time.format.DateTimeParseException', 'Text cannot be parsed to a Duration')
  }
  return duration
}

/** Works out the new offsets of one group's partitions. */
class Planner {
  private readonly options: Options
  private readonly admin: Admin
  private readonly io: ToolIo

  constructor(
    private readonly group: string,
    private readonly partitions: readonly TopicPartition[],
    command: GroupsCommand,
  ) {
    this.options = command.options
    this.admin = command.admin
    this.io = command.io
  }

  async plan(): Promise<Plan> {
    await this.refuseUnknown(this.partitions)
    const [, scenario] = Object.entries(SCENARIOS).find(([option]) => this.options.has(option)) as [string, Scenario]
    return scenario(this)
  }

  text(option: string): string {
    return this.options.valueOf(option) as string
  }
  number(option: string): number {
    return this.options.numberOf(option) as number
  }
  now(): number {
    return this.io.env.clock.wall()
  }

  /** Offsets by a rule; a partition that is not there ends the command. */
  private async offsets(spec: OffsetSpec, partitions: readonly TopicPartition[] = this.partitions): Promise<Plan> {
    try {
      const found = await this.admin.listOffsets(partitions.map((partition) => [partition, spec] as const))
      return new PartitionMap(partitions.map((partition) => [partition, found.get(partition)?.offset ?? -1]))
    } catch (error) {
      throw runtimeException(executionException(error))
    }
  }

  toSpec(spec: 'earliest' | 'latest'): Promise<Plan> {
    return this.offsets(spec)
  }

  toOffset(offset: number): Promise<Plan> {
    return this.withinRange(new PartitionMap(this.partitions.map((partition) => [partition, offset])))
  }

  /** Moves offsets that lie outside a partition to its end or beginning, with a warning. */
  private async withinRange(wanted: Plan): Promise<Plan> {
    const earliest = await this.offsets('earliest', wanted.keys())
    const latest = await this.offsets('latest', wanted.keys())
    return new PartitionMap(
      [...wanted].map(([partition, offset]) => {
        const [high, low] = [latest.get(partition) as number, earliest.get(partition) as number]
        if (offset > high) return [partition, this.clamp(partition, offset, high, 'higher than latest')] as const
        if (offset < low) return [partition, this.clamp(partition, offset, low, 'lower than earliest')] as const
        return [partition, offset] as const
      }),
    )
  }

  private clamp(partition: TopicPartition, offset: number, limit: number, how: string): number {
    const key = partitionKey(partition)
    this.warn(`New offset (${offset}) is ${how} offset for topic partition ${key}. Value will be set to ${limit}`)
    return limit
  }

  private warn(message: string): void {
    loggingEnv(this.io).trace.log('WARN', 'org.apache.kafka.tools.OffsetsUtils', message)
  }

  /** Partitions must be there and have a leader. */
  private async refuseUnknown(partitions: readonly TopicPartition[]): Promise<void> {
    const described = await this.described(partitions)
    const leaderOf = ({ topic, partition }: TopicPartition) => described.get(topic)?.partitions[partition]?.leader
    refuse(
      partitions.filter((partition) => leaderOf(partition) === undefined),
      'UnknownTopicOrPartitionException',
      'do not exist',
    )
    refuse(
      partitions.filter((partition) => leaderOf(partition) === -1),
      'LeaderNotAvailableException',
      'have no leader',
    )
  }

  private async described(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, TopicDescription>> {
    try {
      return await this.admin.describeTopics([...new Set(partitions.map(({ topic }) => topic))])
    } catch (error) {
      throw runtimeException(executionException(error))
    }
  }

  private async committed(): Promise<PartitionMap<number>> {
    const offsets = await this.admin.listConsumerGroupOffsets(this.group, { partitions: this.partitions })
    return new PartitionMap([...offsets].map(([partition, { offset }]) => [partition, offset]))
  }

  async shiftBy(by: number): Promise<Plan> {
    const current = await this.committed()
    const wanted = this.partitions.map((partition) => {
      const offset = current.get(partition)
      if (offset === undefined) {
        const key = partitionKey(partition)
        throw illegalArgument(`Cannot shift offset for partition ${key} since there is no current committed offset`)
      }
      return [partition, offset + by] as const
    })
    return this.withinRange(new PartitionMap(wanted))
  }

  async toTimestamp(timestamp: number): Promise<Plan> {
    const found = await this.offsets({ timestamp })
    const without = [...found].filter(([, offset]) => offset < 0).map(([partition]) => partition)
    const ends = await this.offsets('latest', without)
    for (const { topic, partition } of without) {
      this.io.stdout.write(
        `\nWarn: Partition ${partition} from topic ${topic} is empty. Falling back to latest known offset.\n`,
      )
    }
    return new PartitionMap(
      [...found].map(([partition, offset]) => [partition, offset < 0 ? (ends.get(partition) as number) : offset]),
    )
  }

  async toCurrent(): Promise<Plan> {
    const current = await this.committed()
    const without = this.partitions.filter((partition) => !current.has(partition))
    const ends = await this.offsets('latest', without)
    return new PartitionMap(
      this.partitions.map((partition) => [partition, current.get(partition) ?? (ends.get(partition) as number)]),
    )
  }

  async fromFile(path: string): Promise<Plan> {
    const text = await textOfFile(this.io, path).catch((error: unknown) => {
      throw runtimeException(error)
    })
    const rows = parseResetPlan(text, this.options.valuesOf('group'), this.io)
    const own = rows.filter(({ group }) => group === undefined || group === this.group)
    if (own.length === 0) this.io.stdout.write(`\nError: No reset plan for group ${this.group} found\n`)
    return this.withinRange(new PartitionMap(own.map(({ topic, partition, offset }) => [{ topic, partition }, offset])))
  }
}

function refuse(partitions: readonly TopicPartition[], exception: string, what: string): void {
  if (partitions.length === 0) return
  const shown = partitions.map(partitionKey).join(',')
  throw clientException(`org.apache.kafka.common.errors.${exception}`, `The partitions "${shown}" ${what}`)
}

function printTable(plans: ReadonlyMap<string, Plan>, io: ToolIo): void {
  const rows = [...plans].flatMap(([group, plan]) =>
    [...plan].map(([partition, offset]) => ({ group, ...partition, offset })),
  )
  const width = {
    group: widest(
      rows.map(({ group }) => group),
      15,
    ),
    topic: widest(
      rows.map(({ topic }) => topic),
      15,
    ),
  }
  const line = (group: string, topic: string, partition: string | number, offset: string | number) =>
    `${pad(group, width.group)} ${pad(topic, width.topic)} ${pad(partition, 10)} ${offset}\n`
  io.stdout.write(`\n${line('GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET')}`)
  for (const { group, topic, partition, offset } of rows) io.stdout.write(line(group, topic, partition, offset))
}

/** One group's rows without its name, several with; an empty line ends it. */
function printCsv(plans: ReadonlyMap<string, Plan>, io: ToolIo): void {
  const several = plans.size > 1
  for (const [group, plan] of plans) {
    for (const [{ topic, partition }, offset] of plan) {
      io.stdout.write(`${several ? `${group},` : ''}${topic},${partition},${offset}\n`)
    }
  }
  io.stdout.write('\n')
}
