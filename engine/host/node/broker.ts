/** `npm run broker`: a cluster on TCP ports and files. Prints `ready HOST:PORT` once clients are served. */
import { randomUuid } from '../../core/base/uuid.ts'
import { BrokerConfig } from '../../core/broker/config.ts'
import { Server } from '../../core/broker/server.ts'
import type { Env } from '../../core/env/env.ts'
import { readText } from '../../core/metadata/files.ts'
import { format, metaPropertiesPath } from '../../core/metadata/format.ts'
import { parseMetaProperties } from '../../core/metadata/meta-properties.ts'
import { type BrokerOptions, parseBrokerOptions, USAGE, UsageError } from './broker-options.ts'
import { clientEnv } from './client-env.ts'
import { FileDisk } from './file-disk.ts'
import { log4jTrace } from './log4j-trace.ts'

async function main(): Promise<void> {
  const options = optionsOrExit()
  const env = clientEnv(new FileDisk('/'), log4jTrace(process.stderr, options.logLevel))
  const servers: Server[] = []
  for (const properties of options.nodes) {
    await formatOnFirstStart(env, new BrokerConfig(properties))
    servers.push(await Server.start(env, properties))
  }
  for (const server of servers) void server.failure.then(() => process.exit(1))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void shutdown(servers))
  process.stdout.write(`ready ${servers.map(addressOf).join(',')}\n`)
}

function optionsOrExit(): BrokerOptions {
  try {
    return parseBrokerOptions(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n${USAGE}\n`)
    process.exit(2)
  }
}

/** A folder that nobody has formatted gets a cluster of its own. */
async function formatOnFirstStart(env: Env, config: BrokerConfig): Promise<void> {
  const text = await readText(env.disk, metaPropertiesPath(config.metadataLogDir))
  const clusterId =
    text === null ? randomUuid((length) => env.random.bytes(length)) : parseMetaProperties(text).clusterId
  const { nodeId, logDirs, metadataLogDir } = config
  const options = { clusterId, nodeId, logDirs, metadataLogDir, standalone: null, ignoreFormatted: true }
  const { dirs, lines } = await format(env, options)
  if (dirs.length > 0) for (const line of lines) env.trace.log('INFO', 'kafka.tools.StorageTool', line)
}

function addressOf({ config, sockets }: Server): string {
  const [first] = config.advertisedListeners.filter(({ name }) => !config.controllerListenerNames.includes(name))
  if (!first) return ''
  return `${first.host || 'localhost'}:${first.port || sockets.port(first.name)}`
}

async function shutdown(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => server.shutdown()))
  process.exit(0)
}

main().catch((error: Error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`)
  process.exit(1)
})
