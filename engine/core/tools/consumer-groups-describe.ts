/** `kafka-consumer-groups --describe`: offsets and lag, members, state. */
import type { Admin } from '../client/admin.ts'
import type { ConsumerGroupDescription, MemberDescription, OffsetAndMetadata } from '../client/admin-groups.ts'
import { compareText } from '../client/assignors/member-order.ts'
import { type PartitionMap, partitionKey, type TopicPartition } from '../client/topic-partition.ts'
import { chosenGroups, type GroupsCommand } from './consumer-groups-command.ts'
import { executionException } from './errors.ts'
import { pad, widest } from './text-table.ts'
import type { ToolIo } from './tool.ts'

const MISSING = '-'

export async function describeGroups(command: GroupsCommand): Promise<void> {
  const { options, admin } = command
  const groups = [...(await chosenGroups(command))].sort(compareText)
  const described = await describeAll(admin, groups)
  const show = options.has('members') ? describeMembers : options.has('state') ? describeState : describeOffsets
  for (const group of groups) await show(described.get(group) as ConsumerGroupDescription, command)
}

async function describeAll(
  admin: Admin,
  groups: readonly string[],
): Promise<ReadonlyMap<string, ConsumerGroupDescription>> {
  try {
    return await admin.describeConsumerGroups(groups)
  } catch (error) {
    throw executionException(error)
  }
}

/** Says on the right stream what is remarkable about the state; whether there is something to show below. */
function announceState({ groupId, state }: ConsumerGroupDescription, rows: number, io: ToolIo): boolean {
  switch (state) {
    case 'Dead':
      io.stdout.write(`\nError: Consumer group '${groupId}' does not exist.\n`)
      return false
    case 'Empty':
      io.stderr.write(`\nConsumer group '${groupId}' has no active members.\n`)
      break
    case 'PreparingRebalance':
    case 'CompletingRebalance':
    case 'Assigning':
    case 'Reconciling':
      io.stderr.write(`\nWarning: Consumer group '${groupId}' is rebalancing.\n`)
  }
  return state !== 'Stable' ? rows > 0 : true
}

interface OffsetRow {
  readonly topic: string
  readonly partition: number
  readonly leaderEpoch: string
  readonly offset: number | undefined
  readonly consumer: string
  readonly host: string
  readonly client: string
}

async function describeOffsets(group: ConsumerGroupDescription, { options, admin, io }: GroupsCommand): Promise<void> {
  const committed = await admin.listConsumerGroupOffsets(group.groupId)
  const rows = offsetRows(group, committed)
  const ends = await endOffsets(admin, rows)
  if (!announceState(group, rows.length, io) || rows.length === 0) return
  const verbose = options.has('verbose')
  const widths = {
    group: widest([group.groupId], 15),
    topic: widest(
      rows.map((row) => row.topic),
      15,
    ),
    consumer: widest(
      rows.map((row) => row.consumer),
      15,
    ),
    host: widest(
      rows.map((row) => row.host),
      15,
    ),
  }
  const line = (cells: readonly string[]) => {
    const [name, topic, partition, epoch, current, end, lag, consumer, host, client] = cells as [string, ...string[]]
    return `\n${pad(name, widths.group)} ${pad(topic as string, widths.topic)} ${pad(partition as string, 10)} ${verbose ? `${pad(epoch as string, 15)} ` : ''}${pad(current as string, 15)} ${pad(end as string, 15)} ${pad(lag as string, 15)} ${pad(consumer as string, widths.consumer)} ${pad(host as string, widths.host)} ${client}`
  }
  io.stdout.write(
    line([
      'GROUP',
      'TOPIC',
      'PARTITION',
      'LEADER-EPOCH',
      'CURRENT-OFFSET',
      'LOG-END-OFFSET',
      'LAG',
      'CONSUMER-ID',
      'HOST',
      'CLIENT-ID',
    ]),
  )
  for (const row of rows) {
    const end = ends.get(partitionKey(row))
    const lag = end === undefined || row.offset === undefined ? MISSING : String(end - row.offset)
    const current = row.offset === undefined ? MISSING : String(row.offset)
    const shownEnd = end === undefined ? MISSING : String(end)
    io.stdout.write(
      line([
        group.groupId,
        row.topic,
        String(row.partition),
        row.leaderEpoch,
        current,
        shownEnd,
        lag,
        row.consumer,
        row.host,
        row.client,
      ]),
    )
  }
  io.stdout.write('\n')
}

function byPartition(a: TopicPartition, b: TopicPartition): number {
  return compareText(a.topic, b.topic) || a.partition - b.partition
}

/** Members with most partitions first, then what nobody is assigned. */
function offsetRows(group: ConsumerGroupDescription, committed: PartitionMap<OffsetAndMetadata>): OffsetRow[] {
  const rows: OffsetRow[] = []
  const assigned = new Set<string>()
  const members = group.members
    .filter((member) => member.assignment.length > 0)
    .sort((a, b) => b.assignment.length - a.assignment.length)
  for (const member of members) {
    for (const partition of [...member.assignment].sort(byPartition)) {
      assigned.add(partitionKey(partition))
      rows.push(offsetRow(partition, committed.get(partition), member))
    }
  }
  const rest = committed.keys().filter((partition) => !assigned.has(partitionKey(partition)))
  for (const partition of rest.sort(byPartition)) rows.push(offsetRow(partition, committed.get(partition), undefined))
  return rows
}

function offsetRow(
  partition: TopicPartition,
  committed: OffsetAndMetadata | undefined,
  member: MemberDescription | undefined,
): OffsetRow {
  return {
    topic: partition.topic,
    partition: partition.partition,
    leaderEpoch: committed?.leaderEpoch === null || committed === undefined ? MISSING : String(committed.leaderEpoch),
    offset: committed?.offset,
    consumer: member?.memberId ?? MISSING,
    host: member?.host ?? MISSING,
    client: member?.clientId ?? MISSING,
  }
}

async function endOffsets(admin: Admin, rows: readonly OffsetRow[]): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const outcomes = await admin
    .listOffsets(rows.map(({ topic, partition }) => [{ topic, partition }, 'latest']))
    .outcomes()
  for (const [partition, outcome] of outcomes) {
    if (!outcome.error) found.set(partitionKey(partition), outcome.value.offset)
  }
  return found
}

async function describeMembers(group: ConsumerGroupDescription, { options, io }: GroupsCommand): Promise<void> {
  announceState(group, 1, io)
  const verbose = options.has('verbose')
  const members = [...group.members].sort((a, b) => b.assignment.length - a.assignment.length)
  const withInstance = members.some((member) => (member.groupInstanceId ?? '') !== '')
  const shown = members.map((member) => ({
    member,
    current: assignmentText(member.assignment),
    target: member.targetAssignment ? assignmentText(member.targetAssignment) : MISSING,
  }))
  const widths = {
    group: widest([group.groupId], 15),
    consumer: widest(
      members.map(({ memberId }) => memberId),
      15,
    ),
    instance: widest(
      members.map(({ groupInstanceId }) => groupInstanceId ?? ''),
      17,
    ),
    host: widest(
      members.map(({ host }) => host),
      15,
    ),
    client: widest(
      members.map(({ clientId }) => clientId),
      15,
    ),
    current: widest(
      shown.map(({ current }) => current),
      20,
    ),
    target: widest(
      shown.map(({ target }) => target),
      20,
    ),
  }
  const mixed = members.some((member) => member.upgraded === false)
  const head = (cells: readonly string[]) =>
    `\n${pad(cells[0] as string, widths.group)} ${pad(cells[1] as string, widths.consumer)} ${withInstance ? `${pad(cells[2] as string, widths.instance)} ` : ''}${pad(cells[3] as string, widths.host)} ${pad(cells[4] as string, widths.client)} ${pad(cells[5] as string, 15)} `
  const tail = (cells: readonly string[]) =>
    verbose
      ? `${pad(cells[0] as string, 15)} ${pad(cells[1] as string, widths.current)} ${pad(cells[2] as string, 15)} ${pad(cells[3] as string, widths.target)}${mixed ? ` ${cells[4]}` : ''}`
      : ''
  io.stdout.write(head(['GROUP', 'CONSUMER-ID', 'GROUP-INSTANCE-ID', 'HOST', 'CLIENT-ID', '#PARTITIONS']))
  io.stdout.write(tail(['CURRENT-EPOCH', 'CURRENT-ASSIGNMENT', 'TARGET-EPOCH', 'TARGET-ASSIGNMENT', 'UPGRADED']))
  for (const { member, current, target } of shown) {
    const epoch = member.memberEpoch === null ? MISSING : String(member.memberEpoch)
    const { memberId, groupInstanceId, host, clientId, assignment } = member
    io.stdout.write(head([group.groupId, memberId, groupInstanceId ?? '', host, clientId, String(assignment.length)]))
    const targetEpoch = group.targetAssignmentEpoch === null ? MISSING : String(group.targetAssignmentEpoch)
    io.stdout.write(tail([epoch, current, targetEpoch, target, String(member.upgraded)]))
  }
  io.stdout.write('\n')
}

/** `orders:0,1;payments:2`. */
function assignmentText(partitions: readonly TopicPartition[]): string {
  if (partitions.length === 0) return MISSING
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of [...partitions].sort(byPartition)) {
    topics.set(topic, [...(topics.get(topic) ?? []), partition])
  }
  return [...topics].map(([topic, list]) => `${topic}:${list.join(',')}`).join(';')
}

async function describeState(group: ConsumerGroupDescription, { options, io }: GroupsCommand): Promise<void> {
  announceState(group, 1, io)
  const { coordinator } = group
  const node = `${coordinator.host}:${coordinator.port}  (${coordinator.id})`
  const widths = { group: widest([group.groupId], 15), node: widest([node], 25) }
  const strategy = group.partitionAssignor === '' ? MISSING : group.partitionAssignor
  const epoch = (value: number | null) => (value === null ? MISSING : String(value))
  const cells = options.has('verbose')
    ? [
        ['STATE', group.state, 20],
        ['GROUP-EPOCH', epoch(group.groupEpoch), 15],
        ['TARGET-ASSIGNMENT-EPOCH', epoch(group.targetAssignmentEpoch), 25],
      ]
    : [['STATE', group.state, 20]]
  const middle = (column: 0 | 1) => cells.map((cell) => `${pad(cell[column] as string, cell[2] as number)} `).join('')
  io.stdout.write(
    `\n${pad('GROUP', widths.group)} ${pad('COORDINATOR (ID)', widths.node)} ${pad('ASSIGNMENT-STRATEGY', 20)} ${middle(0)}#MEMBERS`,
  )
  io.stdout.write(
    `\n${pad(group.groupId, widths.group)} ${pad(node, widths.node)} ${pad(strategy, 20)} ${middle(1)}${group.members.length}\n`,
  )
}
