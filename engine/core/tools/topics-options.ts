/** The command line of kafka-topics. */
import { BOOTSTRAP_SERVER, COMMAND_CONFIG } from './admin-tool.ts'
import { illegalArgument } from './errors.ts'
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

export const TOPICS_TABLE: OptionTable = {
  'bootstrap-server': BOOTSTRAP_SERVER,
  'command-config': COMMAND_CONFIG,
  list: { description: 'List all available topics.' },
  create: { description: 'Create a new topic.' },
  delete: { description: 'Delete a topic.' },
  alter: { description: 'Raise the number of partitions of a topic.' },
  describe: { description: 'List details for the given topics.' },
  topic: {
    arg: 'topic',
    description: 'The topic to create, alter, describe or delete; a regular expression except with --create.',
  },
  'topic-id': { arg: 'topic-id', description: 'The id of the topic to describe.' },
  config: { arg: 'name=value', description: 'A configuration for the topic being created.' },
  'delete-config': { arg: 'name', description: 'No longer supported.' },
  partitions: {
    arg: '# of partitions',
    type: 'Integer',
    description: 'The number of partitions for the topic being created or altered.',
  },
  'replication-factor': {
    arg: 'replication factor',
    type: 'Integer',
    description: 'The number of replicas of each partition of the topic being created.',
  },
  'replica-assignment': {
    arg: 'broker_id_for_part1_replica1 : broker_id_for_part1_replica2 , broker_id_for_part2_replica1 : broker_id_for_part2_replica2 , ...',
    description: 'Which brokers hold which partitions of the topic being created or altered.',
  },
  'under-replicated-partitions': { description: 'With --describe: only partitions that lack in-sync replicas.' },
  'unavailable-partitions': { description: 'With --describe: only partitions without a leader.' },
  'under-min-isr-partitions': {
    description: 'With --describe: only partitions with fewer in-sync replicas than their minimum.',
  },
  'at-min-isr-partitions': {
    description: 'With --describe: only partitions with exactly their minimum of in-sync replicas.',
  },
  'topics-with-overrides': { description: 'With --describe: only topics with configurations of their own.' },
  'if-exists': { description: 'With --alter, --delete or --describe: do nothing when the topic does not exist.' },
  'if-not-exists': { description: 'With --create: do nothing when the topic exists.' },
  'exclude-internal': { description: 'Leave internal topics out.' },
  'partition-size-limit-per-response': {
    arg: 'maximum number of partitions per response',
    type: 'Integer',
    description: 'Most partitions that one response of the broker describes.',
  },
}

const ACTIONS = ['create', 'list', 'alter', 'describe', 'delete'] as const
export type TopicsAction = (typeof ACTIONS)[number]

/** Reports of --describe, which may be combined. */
const REPORTS = [
  'under-replicated-partitions',
  'under-min-isr-partitions',
  'at-min-isr-partitions',
  'unavailable-partitions',
]

/** The actions that an option goes with, in the order in which Kafka looks. */
const BELONGS_TO: readonly (readonly [option: string, actions: readonly TopicsAction[]])[] = [
  ['config', ['alter', 'create']],
  ['partitions', ['alter', 'create']],
  ['replication-factor', ['create']],
  ['replica-assignment', ['alter', 'create']],
  ...REPORTS.map((report) => [report, ['describe']] as const),
  ['topics-with-overrides', ['describe']],
  ['if-exists', ['alter', 'delete', 'describe']],
  ['if-not-exists', ['create']],
  ['exclude-internal', ['list', 'describe']],
]

/** The action and options; exits with usage texts where they do not fit together. */
export function topicsOptions(args: readonly string[], io: ToolIo): { action: TopicsAction; options: Options } {
  const options = parseOptions(TOPICS_TABLE, args)
  const description =
    args.length === 0
      ? 'Create, delete, describe, or change a topic.'
      : 'This tool helps to create, delete, describe, or change a topic.'
  helpOrVersion(io, TOPICS_TABLE, options, { args, description })
  const [action, ...others] = ACTIONS.filter((name) => options.has(name))
  if (!action || others.length > 0) {
    usageExit(
      io,
      TOPICS_TABLE,
      'Command must include exactly one action: --list, --describe, --create, --alter or --delete',
    )
  }
  checkArguments(action, options, io)
  return { action, options }
}

const DELETE_CONFIG =
  'delete-config option is no longer supported and deprecated since version 4.0. The config will be fully removed in future releases.\n'
const BOTH_TOPICS =
  'Only topic id will be used when both --topic and --topic-id are specified and topicId is not Uuid.ZERO_UUID\n'

function checkArguments(action: TopicsAction, options: Options, io: ToolIo): void {
  if (options.has('delete-config')) io.stderr.write(DELETE_CONFIG)
  checkPresent(action, options, io)
  for (const [option, actions] of BELONGS_TO) {
    const others = ACTIONS.filter((other) => !actions.includes(other))
    const overrides = REPORTS.includes(option) ? ['topics-with-overrides'] : []
    checkInvalid(io, TOPICS_TABLE, options, option, [...others, ...overrides])
    if (option === 'replica-assignment' && action === 'create') {
      checkInvalid(io, TOPICS_TABLE, options, option, ['partitions', 'replication-factor'])
    }
  }
}

function checkPresent(action: TopicsAction, options: Options, io: ToolIo): void {
  if (!options.has('bootstrap-server')) throw illegalArgument('--bootstrap-server must be specified')
  if (action === 'describe' && options.has('if-exists')) checkDescribed(options, io)
  if (action !== 'list' && action !== 'describe') checkRequired(io, TOPICS_TABLE, options, 'topic')
  if (action !== 'alter') return
  refuseCombination(io, options, ['bootstrap-server', 'config'])
  checkRequired(io, TOPICS_TABLE, options, 'partitions')
}

function checkDescribed(options: Options, io: ToolIo): void {
  const [topic, id] = [options.has('topic'), options.has('topic-id')]
  if (!topic && !id) usageExit(io, TOPICS_TABLE, '--topic or --topic-id is required to describe a topic')
  if (topic && id) io.stdout.write(BOTH_TOPICS)
}

function refuseCombination(io: ToolIo, options: Options, names: readonly string[]): void {
  if (!names.every((name) => options.has(name))) return
  const shown = names.map((name) => `[${name}]`).join(', ')
  usageExit(
    io,
    TOPICS_TABLE,
    `Option combination "[${shown}]" can't be used with option "[alter]" (To alter topic configurations, the kafka-configs tool can be used.)`,
  )
}
