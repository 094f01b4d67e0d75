/** The command line of `npm run broker`. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const USAGE =
  'usage: npm run broker -- [--brokers 1] [--port 9092] [--data DIR] [--config key=value …] [--log-level INFO]'

/** A mistake in the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

export interface BrokerOptions {
  readonly logLevel: LogLevel
  /** One map of server properties a node. */
  readonly nodes: readonly ReadonlyMap<string, string>[]
}

const LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARN', 'ERROR']

/** Throws UsageError. */
export function parseBrokerOptions(args: readonly string[]): BrokerOptions {
  const { brokers, port, data, config, logLevel } = parsed(args)
  if (brokers !== '1') throw new UsageError('Only --brokers 1 is built yet: replication comes next.')
  const level = LEVELS.find((one) => one === logLevel)
  if (!level) throw new UsageError(`--log-level must be one of ${LEVELS.join(', ')}`)
  const number = Number(port)
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new UsageError(`not a port: ${port}`)
  return { logLevel: level, nodes: [nodeProperties({ id: 1, port: number, data: resolve(data) }, config)] }
}

function parsed(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        brokers: { type: 'string', default: '1' },
        port: { type: 'string', default: '9092' },
        data: { type: 'string', default: 'logbook-data' },
        config: { type: 'string', multiple: true, default: [] },
        'log-level': { type: 'string', default: 'INFO' },
      },
    })
    return { ...values, logLevel: values['log-level'] }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** The stock server.properties of 4.3.1 for a combined node, with this node's ports and folder; `--config` wins. */
function nodeProperties(
  { id, port, data }: { id: number; port: number; data: string },
  config: readonly string[],
): Map<string, string> {
  const controllerPort = port < 10_000 ? port + 10_000 : port + 1
  return new Map([
    ['process.roles', 'broker,controller'],
    ['node.id', String(id)],
    ['controller.quorum.voters', `${id}@localhost:${controllerPort}`],
    ['listeners', `PLAINTEXT://:${port},CONTROLLER://localhost:${controllerPort}`],
    ['advertised.listeners', `PLAINTEXT://localhost:${port}`],
    ['controller.listener.names', 'CONTROLLER'],
    ['inter.broker.listener.name', 'PLAINTEXT'],
    ['listener.security.protocol.map', 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT'],
    ['log.dirs', `${data}/node-${id}`],
    ['num.partitions', '1'],
    ['offsets.topic.replication.factor', '1'],
    ['transaction.state.log.replication.factor', '1'],
    ['transaction.state.log.min.isr', '1'],
    ['share.coordinator.state.topic.replication.factor', '1'],
    ['share.coordinator.state.topic.min.isr', '1'],
    ...config.map(property),
  ])
}

function property(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  if (at <= 0) throw new UsageError(`--config wants key=value, not ${text}`)
  return [text.slice(0, at), text.slice(at + 1)]
}
