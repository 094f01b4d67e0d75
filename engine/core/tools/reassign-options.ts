/** The command line of kafka-reassign-partitions (`ReassignPartitionsCommandOptions`). */
import { checkRequired, helpOrVersion, type Options, type OptionTable, parseOptions, usageExit } from './options.ts'
import type { ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  verify: {
    description: 'Tell whether the reassignments of the JSON file are done, and lift throttles when they are.',
  },
  generate: { description: 'Propose an assignment of topics to brokers; nothing is changed.' },
  execute: { description: 'Start the reassignments of the JSON file.' },
  cancel: { description: 'Cancel the reassignments of the JSON file that are under way.' },
  list: { description: 'List all reassignments under way.' },
  'bootstrap-server': {
    arg: 'Server(s) to use for bootstrapping',
    optionalArg: true,
    description: 'The Kafka brokers to connect to.',
  },
  'bootstrap-controller': {
    arg: 'bootstrap controller to connect to',
    optionalArg: true,
    description: 'The Kafka controllers to connect to, for --cancel and --list.',
  },
  'command-config': { arg: 'Admin client property file', description: 'A properties file for the admin client.' },
  'reassignment-json-file': {
    arg: 'manual assignment json file path',
    description:
      'A file like {"version":1,"partitions":[{"topic":"foo","partition":1,"replicas":[1,2],"log_dirs":["any","any"]}]}; log_dirs may be absent.',
  },
  'topics-to-move-json-file': {
    arg: 'topics to reassign json file path',
    description: 'For --generate: a file like {"version":1,"topics":[{"topic":"foo"}]}.',
  },
  'broker-list': { arg: 'brokerlist', description: 'For --generate: the brokers to spread over, "0,1,2".' },
  'disable-rack-aware': { description: 'For --generate: do not spread over racks.' },
  throttle: {
    arg: 'throttle',
    type: 'Long',
    default: '-1',
    description: 'Bytes per second that each broker may move between brokers; lifted by --verify.',
  },
  'replica-alter-log-dirs-throttle': {
    arg: 'replicaAlterLogDirsThrottle',
    type: 'Long',
    default: '-1',
    description: 'Bytes per second that each broker may move between its log directories.',
  },
  timeout: {
    arg: 'timeout',
    type: 'Long',
    default: '10000',
    description: 'Milliseconds to wait for moves between log directories to begin.',
  },
  additional: { description: 'Start them beside others that are under way; also changes throttles.' },
  'preserve-throttles': { description: 'Leave throttles as they are.' },
  'disallow-replication-factor-change': { description: 'Refuse a different number of replicas.' },
}

const ACTIONS = ['generate', 'execute', 'verify', 'cancel', 'list'] as const
export type Action = (typeof ACTIONS)[number]

const REQUIRED: { readonly [action in Action]: readonly string[] } = {
  verify: ['reassignment-json-file'],
  generate: ['topics-to-move-json-file', 'broker-list'],
  execute: ['reassignment-json-file'],
  cancel: ['reassignment-json-file'],
  list: [],
}

/** What else an action takes, beside brokers to connect to and a client configuration. */
const PERMITTED: { readonly [action in Action]: readonly string[] } = {
  verify: ['preserve-throttles'],
  generate: ['disable-rack-aware'],
  execute: [
    'additional',
    'throttle',
    'replica-alter-log-dirs-throttle',
    'timeout',
    'disallow-replication-factor-change',
  ],
  cancel: ['preserve-throttles', 'timeout'],
  list: [],
}

/** Actions that controllers can be asked for. */
const OF_CONTROLLERS: readonly Action[] = ['verify', 'cancel', 'list']

/** Checked as Kafka's tool does; mistakes end the tool. */
export function reassignCommand(args: readonly string[], io: ToolIo): { action: Action; options: Options } {
  const options = parseOptions(TABLE, args)
  helpOrVersion(io, TABLE, options, {
    args,
    description: 'This tool helps to move topic partitions between replicas.',
  })
  const given = ACTIONS.filter((name) => options.has(name))
  const action = given[0]
  if (action === undefined || given.length !== 1)
    return usageExit(
      io,
      TABLE,
      `Command must include exactly one action: ${ACTIONS.map((name) => `--${name}`).join(', ')}`,
    )
  checkBootstrap(io, options)
  checkRequired(io, TABLE, options, ...REQUIRED[action])
  checkPermitted(io, options, action)
  return { action, options }
}

function checkBootstrap(io: ToolIo, options: Options): void {
  const [server, controller] = [options.has('bootstrap-server'), options.has('bootstrap-controller')]
  if (server && controller)
    usageExit(io, TABLE, "Please don't specify both --bootstrap-server and --bootstrap-controller")
  if (!server && !controller) usageExit(io, TABLE, 'Please specify either --bootstrap-server or --bootstrap-controller')
}

function checkPermitted(io: ToolIo, options: Options, action: Action): void {
  const bootstrap = OF_CONTROLLERS.includes(action)
    ? ['bootstrap-server', 'bootstrap-controller']
    : ['bootstrap-server']
  const permitted = [action, ...bootstrap, 'command-config', ...REQUIRED[action], ...PERMITTED[action]]
  for (const name of options.names)
    if (!permitted.includes(name)) usageExit(io, TABLE, `Option "[${name}]" can't be used with action "[${action}]"`)
}
