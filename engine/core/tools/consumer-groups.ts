/** kafka-consumer-groups.sh (`ConsumerGroupCommand`). */
import { adminFrom } from './admin-tool.ts'
import { chosenGroups, consumerGroups, type GroupsCommand } from './consumer-groups-command.ts'
import { deleteOffsets } from './consumer-groups-delete-offsets.ts'
import { describeGroups } from './consumer-groups-describe.ts'
import { GROUPS_TABLE, type GroupsAction, groupsOptions } from './consumer-groups-options.ts'
import { resetOffsets } from './consumer-groups-reset.ts'
import { illegalArgument, isIllegalArgument } from './errors.ts'
import { type Options, usageExit } from './options.ts'
import { regexProblem } from './regex.ts'
import { pad, widest } from './text-table.ts'
import { Exit, javaText, javaTrace, messageOf, type Tool, type ToolIo } from './tool.ts'

export const kafkaConsumerGroups: Tool = {
  name: 'kafka-consumer-groups.sh',
  async run(args, io) {
    const { action, options } = groupsOptions(args, io)
    try {
      if (action === 'validate-regex') validateRegex(options, io)
      else await perform(action, options, io)
    } catch (error) {
      if (error instanceof Exit) throw error
      if (isIllegalArgument(error)) usageExit(io, GROUPS_TABLE, error.message)
      io.stdout.write(`\nError: Executing consumer group command failed due to ${messageOf(error)}\n`)
      io.stderr.write(`${javaTrace(error)}\n`)
    }
    return 0
  },
}

type AdminAction = Exclude<GroupsAction, 'validate-regex'>

async function perform(action: AdminAction, options: Options, io: ToolIo): Promise<void> {
  const admin = await adminFrom(io, options, { timeoutMs: options.numberOf('timeout') as number })
  try {
    await ACTIONS[action]({ options, admin, io })
  } finally {
    await admin.close()
  }
}

const ACTIONS: { readonly [action in AdminAction]: (command: GroupsCommand) => Promise<void> } = {
  list,
  describe: describeGroups,
  delete: deleteGroups,
  'reset-offsets': resetOffsets,
  'delete-offsets': deleteOffsets,
}

const STATES: readonly string[] = [
  'PreparingRebalance',
  'CompletingRebalance',
  'Stable',
  'Dead',
  'Empty',
  'Assigning',
  'Reconciling',
]
const TYPES: readonly string[] = ['Classic', 'Consumer']

async function list({ options, admin, io }: GroupsCommand): Promise<void> {
  const [states, types] = [options.has('state'), options.has('type')]
  const wantedStates = states ? filter(options.valueOf('state'), STATES, 'Invalid state list') : []
  const wantedTypes = types ? filter(options.valueOf('type'), TYPES, 'Invalid types list') : []
  const groups = await consumerGroups(admin, wantedStates, wantedTypes)
  if (!states && !types) {
    for (const { groupId } of groups) io.stdout.write(`${groupId}\n`)
    return
  }
  const width =
    widest(
      groups.map(({ groupId }) => groupId),
      15,
    ) + 10
  const row = (group: string, type: string, state: string) =>
    `${pad(group, width)}${types ? ` ${pad(type, 20)}` : ''}${states ? ` ${pad(state, 20)}` : ''}\n`
  io.stdout.write(row('GROUP', 'TYPE', 'STATE'))
  for (const { groupId, type, state } of groups) io.stdout.write(row(groupId, type, state))
}

function filter(text: string | undefined, known: readonly string[], problem: string): string[] {
  if (text === undefined || text === '') return []
  const wanted = text.split(',').map((word) => known.find((name) => name.toLowerCase() === word.trim().toLowerCase()))
  if (wanted.some((name) => name === undefined)) {
    throw illegalArgument(
      `${problem} '${text}'. Valid ${known === STATES ? 'states' : 'types'} are: ${known.join(', ')}`,
    )
  }
  return wanted as string[]
}

async function deleteGroups(command: GroupsCommand): Promise<void> {
  const { admin, io } = command
  const groups = await chosenGroups(command)
  const outcomes = await admin.deleteConsumerGroups(groups).outcomes()
  const failed = [...outcomes].filter(([, outcome]) => outcome.error)
  const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')
  if (failed.length === 0) {
    io.stdout.write(`Deletion of requested consumer groups (${quoted(groups)}) was successful.\n`)
    return
  }
  io.stdout.write('\nError: Deletion of some consumer groups failed:\n')
  for (const [group, { error }] of failed) {
    io.stdout.write(`* Group '${group}' could not be deleted due to: ${javaText(error)}\n`)
  }
  const done = groups.filter((group) => !outcomes.get(group)?.error)
  if (done.length > 0) io.stdout.write(`\nThese consumer groups were deleted successfully: ${quoted(done)}\n`)
}

function validateRegex(options: Options, io: ToolIo): void {
  const regex = options.valueOf('validate-regex') as string
  const problem = regexProblem(regex)
  io.stdout.write(
    problem === undefined
      ? `The regular expression \`${regex}\` is valid.\n`
      : `The regular expression \`${regex}\` is invalid: ${problem}.\n`,
  )
}
