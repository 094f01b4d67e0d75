/** The command line of kafka-consumer-groups (`ConsumerGroupCommandOptions`). */
import { BOOTSTRAP_SERVER, COMMAND_CONFIG } from './admin-tool.ts'
import {
  checkInvalid,
  checkRequired,
  helpOrVersion,
  type Options,
  type OptionTable,
  parseOptions,
  usageExit,
} from './options.ts'
import type { ToolIo } from './tool.ts'

export const GROUPS_TABLE: OptionTable = {
  'bootstrap-server': BOOTSTRAP_SERVER,
  'command-config': COMMAND_CONFIG,
  group: { arg: 'consumer group', description: 'The group to act on; may be given several times.' },
  topic: {
    arg: 'topic',
    description: 'A topic, or topic:0,1 for some of its partitions, whose offsets to reset or delete.',
  },
  'all-topics': { description: 'All topics that the group has offsets for.' },
  list: { description: 'List all consumer groups.' },
  describe: { description: 'Describe groups: offsets and lag, members, or state.' },
  delete: { description: 'Delete groups with all their offsets.' },
  'reset-offsets': { description: 'Move the committed offsets of a group without members.' },
  'delete-offsets': { description: "Delete a group's offsets of topics." },
  'validate-regex': { arg: 'regex', description: 'Check a regular expression as the broker would.' },
  'all-groups': { description: 'Act on all consumer groups.' },
  timeout: { arg: 'timeout (ms)', type: 'Long', default: '30000', description: 'How long a request may take.' },
  'dry-run': { description: 'Only show what would be reset.' },
  execute: { description: 'Do reset.' },
  export: { description: 'Print the new offsets as CSV.' },
  'to-offset': { arg: 'offset', type: 'Long', description: 'Reset to an offset.' },
  'from-file': { arg: 'path to CSV file', description: 'Reset to the offsets in a CSV file.' },
  'to-datetime': { arg: 'datetime', description: 'Reset to the first record from then on: YYYY-MM-DDTHH:mm:ss.sss.' },
  'by-duration': { arg: 'duration', description: 'Reset to the first record of the last PnDTnHnMnS.' },
  'to-earliest': { description: 'Reset to the beginning.' },
  'to-latest': { description: 'Reset to the end.' },
  'shift-by': { arg: 'number-of-offsets', type: 'Long', description: 'Move by n, which may be negative.' },
  'to-current': { description: 'Reset to the committed offset.' },
  members: { availableIf: ['describe'], description: 'Describe members.' },
  offsets: { availableIf: ['describe'], description: 'Describe offsets and lag; the default.' },
  state: {
    type: 'String',
    optionalArg: true,
    availableIf: ['describe', 'list'],
    description: 'With --describe, the state; with --list, show states or only the named ones.',
  },
  type: {
    type: 'String',
    optionalArg: true,
    availableIf: ['list'],
    description: 'With --list: show types or only the named ones.',
  },
  verbose: { availableIf: ['describe'], description: 'Tell more.' },
}

const ACTIONS = ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets', 'validate-regex'] as const
export type GroupsAction = (typeof ACTIONS)[number]

const SCENARIOS = [
  'to-offset',
  'to-datetime',
  'by-duration',
  'to-earliest',
  'to-latest',
  'shift-by',
  'from-file',
  'to-current',
] as const

const RESET_WARNING =
  'WARN: No action will be performed as the --execute option is missing. In version 5.0, this command will require either --dry-run or --execute to be specified. You should add the --dry-run option explicitly if you are scripting this command and want to keep the current default behavior without prompting.\n'

export function groupsOptions(args: readonly string[], io: ToolIo): { action: GroupsAction; options: Options } {
  const options = parseOptions(GROUPS_TABLE, args)
  helpOrVersion(io, GROUPS_TABLE, options, {
    args,
    description:
      'This tool helps to list all consumer groups, describe a consumer group, delete consumer group info, or reset consumer group offsets.',
  })
  checkArguments(options, io)
  const given = ACTIONS.filter((name) => options.has(name))
  if (given.length !== 1) {
    usageExit(
      io,
      GROUPS_TABLE,
      'Command must include exactly one action: --list, --describe, --delete, --reset-offsets, --delete-offsets, --validate-regex',
    )
  }
  return { action: given[0] as GroupsAction, options }
}

/** `[a], [b]`, sorted, for messages about sets of options. */
function names(options: readonly string[]): string {
  return [...options]
    .sort()
    .map((name) => `[${name}]`)
    .join(', ')
}

type Check = (options: Options, usage: (message: string) => never, io: ToolIo) => void

const CHECKS: { readonly [action: string]: Check } = {
  describe(options, usage) {
    if (!options.has('group') && !options.has('all-groups')) {
      usage(`Option [describe] takes one of these options: ${names(['group', 'all-groups'])}`)
    }
    const kinds = ['members', 'offsets', 'state'].filter((name) => options.has(name))
    if (kinds.length > 1)
      usage(`Option [describe] takes at most one of these options: ${names(['members', 'offsets', 'state'])}`)
    if (options.valueOf('state') !== undefined) usage('Option [describe] does not take a value for [state]')
  },
  delete(options, usage) {
    if (!options.has('group') && !options.has('all-groups')) {
      usage(`Option [delete] takes one of these options: ${names(['group', 'all-groups'])}`)
    }
    if (options.has('topic'))
      usage('The consumer does not support topic-specific offset deletion from a consumer group.')
  },
  'delete-offsets'(options, usage) {
    if (!options.has('group') || !options.has('topic')) {
      usage(`Option [delete-offsets] takes the following options: ${names(['group', 'topic'])}`)
    }
  },
  'reset-offsets'(options, usage, io) {
    if (options.has('dry-run') && options.has('execute')) {
      usage('Option [reset-offsets] only accepts one of [execute] and [dry-run]')
    }
    if (!options.has('dry-run') && !options.has('execute')) io.stderr.write(RESET_WARNING)
    if (!options.has('group') && !options.has('all-groups')) {
      usage(`Option [reset-offsets] takes one of these options: ${names(['group', 'all-groups'])}`)
    }
    checkScenarios(options, usage, io)
  },
}

function checkScenarios(options: Options, usage: (message: string) => never, io: ToolIo): void {
  const given = SCENARIOS.filter((name) => options.has(name))
  if (given.length === 0)
    usage(`Option '[reset-offsets]' requires one of the following scenarios: [${names(SCENARIOS)}]`)
  for (const name of given) {
    checkInvalid(
      io,
      GROUPS_TABLE,
      options,
      name,
      SCENARIOS.filter((other) => other !== name),
    )
  }
}

function checkArguments(options: Options, io: ToolIo): void {
  const usage = (message: string) => usageExit(io, GROUPS_TABLE, message)
  checkRequired(io, GROUPS_TABLE, options, 'bootstrap-server')
  for (const [action, check] of Object.entries(CHECKS)) if (options.has(action)) check(options, usage, io)
  const exclusions: readonly (readonly [string, readonly string[]])[] = [
    ['group', ['all-groups', 'list']],
    ['topic', ['describe', 'list']],
  ]
  for (const [used, invalid] of exclusions) checkInvalid(io, GROUPS_TABLE, options, used, invalid)
}
