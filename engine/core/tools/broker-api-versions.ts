/** kafka-broker-api-versions.sh (`BrokerApiVersionsCommand`). */
import type { Admin } from '../client/admin.ts'
import { bootstrapAddresses, COMMON } from '../client/common-config.ts'
import { Config } from '../client/config-def.ts'
import { KafkaException } from '../client/errors.ts'
import { type Node, nodeText } from '../client/network-client.ts'
import { ALL_APIS } from '../protocol/apis.ts'
import type { ResponseOf } from '../protocol/frame.ts'
import { bounds } from '../protocol/schema.ts'
import { adminFrom } from './admin-tool.ts'
import { printFailure } from './errors.ts'
import { checkRequired, helpOrVersion, type Options, type OptionTable, parseOptions } from './options.ts'
import { Exit, javaText, type Tool, type ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  'bootstrap-server': {
    arg: 'server(s) to use for bootstrapping',
    description: 'REQUIRED: the Kafka server(s) to connect to.',
  },
  'command-config': { arg: 'command config property file', description: 'A properties file for the client.' },
}

export const kafkaBrokerApiVersions: Tool = {
  name: 'kafka-broker-api-versions.sh',
  async run(args, io) {
    try {
      await printVersions(args, io)
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

async function printVersions(args: readonly string[], io: ToolIo): Promise<void> {
  const options = parseOptions(TABLE, args)
  helpOrVersion(io, TABLE, options, { args, description: 'This tool helps to retrieve broker version information.' })
  checkRequired(io, TABLE, options, 'bootstrap-server')
  const admin = await open(io, options)
  try {
    for (const node of await admin.nodes()) io.stdout.write(`${await describeNode(admin, node)}\n`)
  } finally {
    await admin.close()
  }
}

/** Kafka's tool has an admin client of its own, which says what is wrong with the addresses and wraps it in nothing. */
async function open(io: ToolIo, options: Options): Promise<Admin> {
  bootstrapAddresses(new Config(COMMON, { 'bootstrap.servers': options.valueOf('bootstrap-server') }))
  try {
    return await adminFrom(io, options, { clientId: 'admin-1', timeoutMs: 5000 })
  } catch (error) {
    throw error instanceof KafkaException && error.cause ? error.cause : error
  }
}

async function describeNode(admin: Admin, node: Node): Promise<string> {
  try {
    return `${nodeText(node)} -> ${versionsText(await admin.apiVersions(node.id))}`
  } catch (error) {
    if (!(error instanceof KafkaException)) throw error
    return `${nodeText(node)} -> ERROR: ${javaText(error)}`
  }
}

/** APIs of clients are named when the broker lacks them; other ones only when it has them. */
function versionsText({ apiKeys }: ResponseOf<'ApiVersions'>): string {
  const theirs = new Map(apiKeys.map((key) => [key.apiKey, key]))
  const clientKeys = [...ALL_APIS.values()].filter(({ onBrokers }) => onBrokers).map(({ key }) => key)
  const keys = [...new Set([...clientKeys, ...theirs.keys()])].sort((a, b) => a - b)
  const lines = keys.map((key) => `\t${keyText(key, theirs.get(key))}`)
  return `(\n${lines.join(',\n')}\n)`
}

function keyText(key: number, range: { minVersion: number; maxVersion: number } | undefined): string {
  const api = ALL_APIS.get(key)
  const name = `${api?.name ?? 'UNKNOWN'}(${key}): `
  if (!range) return `${name}UNSUPPORTED`
  const { minVersion: min, maxVersion: max } = range
  const shown = min === max ? `${min}` : `${min} to ${max}`
  if (!api) return name + shown
  const ours = bounds(api.versions)
  const usable = Math.min(ours.max, max)
  if (usable < Math.max(ours.min, min)) return `${name}${shown} [unusable: node too ${max < ours.min ? 'old' : 'new'}]`
  return `${name}${shown} [usable: ${usable}]`
}
