/** kafka-cluster.sh (`ClusterTool`). */
import type { Admin } from '../client/admin.ts'
import { type Arguments, parseArguments } from './argparse.ts'
import type { ArgSpec, CommandSpec, ParserSpec } from './argparse-spec.ts'
import { adminFromArgs } from './bootstrap-args.ts'
import { awaited, printFailure } from './errors.ts'
import { pad, widest } from './text-table.ts'
import { Exit, loggingEnv, messageOf, type Tool, type ToolIo } from './tool.ts'

const CONNECT: readonly ArgSpec[] = [
  { flags: ['--bootstrap-server', '-b'], help: 'brokers to connect to' },
  { flags: ['--bootstrap-controller', '-C'], help: 'controllers to connect to' },
  { flags: ['--config'], help: 'DEPRECATED: use --command-config' },
  { flags: ['--command-config', '-c'], help: 'a properties file for the admin client' },
]

function command(...more: readonly ArgSpec[]): CommandSpec {
  return {
    args: [...CONNECT, ...more],
    exclusive: [{ flags: ['--bootstrap-server', '--bootstrap-controller'], required: true }],
  }
}

const PARSER: ParserSpec = {
  prog: 'kafka-cluster',
  description: 'The Kafka cluster tool.',
  args: [],
  commands: {
    'cluster-id': command(),
    unregister: command({ flags: ['--id', '-i'], type: 'int', required: true, help: 'the broker to forget' }),
    'list-endpoints': command({ flags: ['--include-fenced-brokers'], action: 'true', help: 'fenced brokers too' }),
  },
}

export const kafkaCluster: Tool = {
  name: 'kafka-cluster.sh',
  async run(args, io) {
    const parsed = parseArguments(io, PARSER, args)
    if (parsed.has('config')) {
      io.stdout.write(
        'Option --config has been deprecated and will be removed in a future version. Use --command-config instead.\n',
      )
    }
    try {
      const admin = await adminFromArgs(io, parsed)
      const command = COMMANDS[parsed.command] as (typeof COMMANDS)[string]
      await awaited(command(admin, parsed, io)).finally(() => admin.close())
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

const COMMANDS: { readonly [name: string]: (admin: Admin, args: Arguments, io: ToolIo) => Promise<void> } = {
  async 'cluster-id'(admin, _args, io) {
    const { clusterId } = await admin.describeCluster()
    io.stdout.write(
      clusterId === '' ? 'No cluster ID found. The Kafka version is probably too old.\n' : `Cluster ID: ${clusterId}\n`,
    )
  },
  async unregister(admin, args, io) {
    const id = args.number('id') as number
    try {
      await admin.unregisterBroker(id)
    } catch (error) {
      const message = `[AdminClient clientId=adminclient-1] Unregister broker request for broker ID ${id} failed: ${messageOf(error)}`
      loggingEnv(io).trace.log('ERROR', 'org.apache.kafka.clients.admin.KafkaAdminClient', message)
      throw error
    }
    io.stdout.write(`Broker ${id} is no longer registered.\n`)
  },
  'list-endpoints': listEndpoints,
}

async function listEndpoints(admin: Admin, args: Arguments, io: ToolIo): Promise<void> {
  const ofControllers = args.has('bootstrap-controller')
  const { nodes } = await admin.describeCluster({ includeFencedBrokers: args.has('include-fenced-brokers') })
  const hosts = widest(
    nodes.map(({ host }) => host),
    0,
  )
  const racks = widest(
    nodes.map(({ rack }) => rack ?? 'null'),
    10,
  )
  const row = (id: string, host: string, port: string, rack: string, state: string, type: string) =>
    `${pad(id, 10)} ${pad(host, hosts)} ${pad(port, 10)} ${pad(rack, racks)} ${ofControllers ? '' : `${pad(state, 10)} `}${pad(type, 15)}\n`
  io.stdout.write(row('ID', 'HOST', 'PORT', 'RACK', 'STATE', 'ENDPOINT_TYPE'))
  for (const { id, host, port, rack, isFenced } of nodes) {
    const type = ofControllers ? 'controller' : 'broker'
    io.stdout.write(row(String(id), host, String(port), rack ?? 'null', isFenced ? 'fenced' : 'unfenced', type))
  }
}
