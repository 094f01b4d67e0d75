/** The command line of `npm run broker`. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { COMMANDS_HELP } from './node-commands.ts'

export const USAGE = `usage: npm run broker -- [--brokers 1] [--roles combined|separate] [--port 9092] [--data DIR] [--config key=value …] [--log-level INFO]
       npm run broker -- --snapshot FILE.zip [--data DIR]   a cluster that the page saved, in a folder that is new
       npm run broker -- FILE.properties … [--config key=value …] [--log-level INFO]
Several nodes are processes of their own. While they run, standard input takes:
${COMMANDS_HELP}`

/** A mistake in the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

export interface BrokerOptions {
  readonly logLevel: LogLevel
  /** Properties files to start a node of each; none: {@link nodes} are made up. */
  readonly files: readonly string[]
  /** Settings that win over the files'. */
  readonly overrides: ReadonlyMap<string, string>
  /** One map of server properties a node. */
  readonly nodes: readonly ReadonlyMap<string, string>[]
  /** Folder of the made-up nodes. */
  readonly data: string
  /** A machine that the page saved: its nodes are started; null: none. */
  readonly snapshot: string | null
  /** How far the wall clock is ahead of the computer's, ms. */
  readonly clockAheadMs: number
  /** Cluster id for disks that nobody has formatted; null: a random one. */
  readonly clusterId: string | null
}

const LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARN', 'ERROR']
const ROLES = ['combined', 'separate']
const SEPARATE_CONTROLLERS = 3

/** Throws UsageError. */
export function parseBrokerOptions(args: readonly string[]): BrokerOptions {
  const { values, files } = parsed(args)
  const logLevel = LEVELS.find((one) => one === values['log-level'])
  if (!logLevel) throw new UsageError(`--log-level must be one of ${LEVELS.join(', ')}`)
  if (!ROLES.includes(values.roles)) throw new UsageError(`--roles must be one of ${ROLES.join(', ')}`)
  const brokers = numberIn('--brokers', values.brokers, { from: 1, to: 99 })
  const port = numberIn('--port', values.port, { from: 0, to: 65_535 })
  const overrides = new Map(values.config.map(property))
  const data = resolve(values.data)
  const plan = { brokers, port, data, separate: values.roles === 'separate' }
  const snapshot = values.snapshot ?? null
  if (snapshot !== null && files.length > 0) throw new UsageError('--snapshot brings its own properties files')
  const clockAheadMs = numberIn('--clock-ahead', values['clock-ahead'], { from: 0, to: Number.MAX_SAFE_INTEGER })
  const nodes = files.length > 0 ? [] : cluster(plan).map((node) => new Map([...node, ...overrides]))
  return { logLevel, files, overrides, nodes, data, clusterId: values['cluster-id'] ?? null, snapshot, clockAheadMs }
}

function parsed(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        brokers: { type: 'string', default: '1' },
        roles: { type: 'string', default: 'combined' },
        port: { type: 'string', default: '9092' },
        data: { type: 'string', default: 'logbook-data' },
        config: { type: 'string', multiple: true, default: [] },
        'log-level': { type: 'string', default: 'INFO' },
        'cluster-id': { type: 'string' },
        snapshot: { type: 'string' },
        'clock-ahead': { type: 'string', default: '0' },
      },
    })
    return { values, files: positionals }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function numberIn(option: string, text: string, { from, to }: { from: number; to: number }): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < from || number > to)
    throw new UsageError(`${option} wants a number from ${from} to ${to}, not ${text}`)
  return number
}

interface Plan {
  readonly brokers: number
  readonly port: number
  readonly data: string
  readonly separate: boolean
}

/** Node ids: brokers from 1; separate controllers follow. */
function cluster(plan: Plan): Map<string, string>[] {
  const { brokers, separate } = plan
  const first = separate ? brokers + 1 : 1
  const count = separate ? SEPARATE_CONTROLLERS : brokers
  const controllers = Array.from({ length: count }, (_, i) => ({ id: first + i, port: controllerPort(plan, i) }))
  const voters = controllers.map(({ id, port }) => `${id}@localhost:${port}`).join(',')
  const common = [['controller.quorum.voters', voters] as const, ...COMMON]
  const brokerNodes = Array.from({ length: brokers }, (_, i) => [...common, ...brokerNode(plan, i)])
  const controllerNodes = separate ? controllers.map((one) => [...common, ...controllerNode(plan, one)]) : []
  return [...brokerNodes, ...controllerNodes].map((node) => new Map(node))
}

function controllerPort({ port, brokers }: Plan, index: number): number {
  return port < 10_000 ? port + 10_000 + index : port + brokers + index
}

type Settings = readonly (readonly [string, string])[]

/** Kafka's stock server.properties, as far as it differs from the defaults. */
const COMMON: Settings = [
  ['controller.listener.names', 'CONTROLLER'],
  ['inter.broker.listener.name', 'PLAINTEXT'],
  ['listener.security.protocol.map', 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT'],
  ['num.partitions', '1'],
]

function brokerNode(plan: Plan, index: number): Settings {
  const id = index + 1
  const port = plan.port === 0 ? 0 : plan.port + index
  const client = `PLAINTEXT://:${port}`
  const listeners = plan.separate ? client : `${client},CONTROLLER://localhost:${controllerPort(plan, index)}`
  const copies = String(Math.min(3, plan.brokers))
  const minIsr = plan.brokers >= 3 ? '2' : '1'
  return [
    ['process.roles', plan.separate ? 'broker' : 'broker,controller'],
    ['node.id', String(id)],
    ['listeners', listeners],
    ['advertised.listeners', `PLAINTEXT://localhost:${port}`],
    ['log.dirs', `${plan.data}/node-${id}`],
    ['offsets.topic.replication.factor', copies],
    ['transaction.state.log.replication.factor', copies],
    ['transaction.state.log.min.isr', minIsr],
    ['share.coordinator.state.topic.replication.factor', copies],
    ['share.coordinator.state.topic.min.isr', minIsr],
  ]
}

function controllerNode(plan: Plan, { id, port }: { id: number; port: number }): Settings {
  return [
    ['process.roles', 'controller'],
    ['node.id', String(id)],
    ['listeners', `CONTROLLER://localhost:${port}`],
    ['log.dirs', `${plan.data}/node-${id}`],
  ]
}

function property(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  if (at <= 0) throw new UsageError(`--config wants key=value, not ${text}`)
  return [text.slice(0, at), text.slice(at + 1)]
}
