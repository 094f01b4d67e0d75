/** kafka-groups.sh (`GroupsCommand`). */
import type { GroupListing } from '../client/admin-groups.ts'
import { KafkaException } from '../client/errors.ts'
import { adminFrom, BOOTSTRAP_SERVER, COMMAND_CONFIG } from './admin-tool.ts'
import { illegalArgument, printFailure } from './errors.ts'
import {
  checkInvalid,
  checkRequired,
  helpOrVersion,
  OptionException,
  type Options,
  type OptionTable,
  parseOptions,
  usageExit,
} from './options.ts'
import { pad, widest } from './text-table.ts'
import { logTrace, messageOf, type Tool, type ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  'bootstrap-server': { ...BOOTSTRAP_SERVER, required: true },
  'command-config': COMMAND_CONFIG,
  list: { description: 'List the groups.' },
  'group-type': { arg: 'type', description: 'Only groups of this type: classic, consumer, share or streams.' },
  protocol: { arg: 'protocol', description: 'Only groups of this protocol.' },
  consumer: { description: 'Only consumer groups, classic ones with them.' },
  share: { description: 'Only share groups.' },
  streams: { description: 'Only streams groups.' },
}

const TYPES = ['classic', 'consumer', 'share', 'streams']

export const kafkaGroups: Tool = {
  name: 'kafka-groups.sh',
  async run(args, io) {
    const options = parsed(args, io)
    const type = options.valueOf('group-type')
    if (type !== undefined && !TYPES.includes(type.toLowerCase())) {
      return printFailure(io, illegalArgument('--group-type must be a valid group type.'))
    }
    checkKinds(options, io)
    try {
      await listGroups(options, io)
      return 0
    } catch (error) {
      io.stdout.write(`Error while executing groups command : ${messageOf(error) || 'null'}\n`)
      logTrace(io, 'org.apache.kafka.tools.GroupsCommand', error)
      return 1
    }
  },
}

async function listGroups(options: Options, io: ToolIo): Promise<void> {
  const admin = await adminFrom(io, options)
  try {
    const groups = await within(PATIENCE_MS, admin.listGroups(), io)
    print(
      groups.filter((group) => isWanted(group, options)),
      io,
    )
  } finally {
    await admin.close()
  }
}

function parsed(args: readonly string[], io: ToolIo): Options {
  try {
    const options = parseOptions(TABLE, args)
    helpOrVersion(io, TABLE, options, { args: ['given'], description: 'This tool helps to list groups of all types.' })
    checkRequired(io, TABLE, options, 'bootstrap-server')
    if (!options.has('list')) usageExit(io, TABLE, 'Command must include exactly one action: --list.')
    return options
  } catch (error) {
    if (!(error instanceof OptionException)) throw error
    return usageExit(io, TABLE, error.message)
  }
}

const KINDS = ['consumer', 'share', 'streams']

/** One kind alone, and neither with a type nor with a protocol. */
function checkKinds(options: Options, io: ToolIo): void {
  for (const kind of KINDS) {
    const others = KINDS.filter((other) => other !== kind)
    checkInvalid(io, TABLE, options, kind, ['group-type', 'protocol', ...others])
  }
}

/** How long Kafka's tool waits for the client, which goes on trying for its minute. */
const PATIENCE_MS = 30_000

function within<T>(ms: number, work: Promise<T>, io: ToolIo): Promise<T> {
  return new Promise((resolve, reject) => {
    const timedOut = () => reject(new KafkaException(null, { javaClass: 'java.util.concurrent.TimeoutException' }))
    const timer = io.env.timers.after(ms, timedOut)
    work.then(resolve, reject).finally(() => timer.cancel())
  })
}

function isWanted({ type, protocol }: GroupListing, options: Options): boolean {
  const wantedType = options.valueOf('group-type')
  if (wantedType !== undefined && type.toLowerCase() !== wantedType.toLowerCase()) return false
  const wantedProtocol = options.valueOf('protocol')
  if (wantedProtocol !== undefined && protocol !== wantedProtocol) return false
  const kinds = KINDS.filter((kind) => options.has(kind))
  if (kinds.length === 0) return true
  return kinds.some((kind) =>
    kind === 'consumer' ? protocol === 'consumer' || type === 'Consumer' : type.toLowerCase() === kind,
  )
}

function print(groups: readonly GroupListing[], io: ToolIo): void {
  const rows = groups.map(({ groupId, type, protocol }) => [groupId, type, protocol] as const)
  const width = widest(rows.flat(), 20)
  io.stdout.write(`${pad('GROUP', width)} ${pad('TYPE', width)} ${pad('PROTOCOL', width)}\n`)
  for (const row of rows) io.stdout.write(`${row.map((cell) => `${pad(cell, width)} `).join('')}\n`)
}
