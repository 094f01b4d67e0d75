/** `npm run broker`: nodes on TCP ports and files. Prints `ready HOST:PORT,…` once clients are served. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BrokerConfig } from '../../core/broker/config.ts'
import { parseProperties } from '../../core/broker/properties.ts'
import type { Server } from '../../core/broker/server.ts'
import { type BrokerOptions, parseBrokerOptions, USAGE, UsageError } from './broker-options.ts'
import { clientEnv } from './client-env.ts'
import { FileDisk } from './file-disk.ts'
import { log4jTrace } from './log4j-trace.ts'
import { NodeProcesses } from './node-processes.ts'
import { addressOf, clusterIdOf, runNode } from './run-node.ts'
import { unpackSnapshot } from './snapshot-folder.ts'
import { prepareForSpeed } from './speed.ts'
import { supervised } from './supervised.ts'

async function main(): Promise<void> {
  prepareForSpeed()
  const given = optionsOrExit()
  const options = given.snapshot === null ? given : { ...given, ...(await unpackSnapshot(given.snapshot, given)) }
  const env = clientEnv(new FileDisk('/'), log4jTrace(process.stderr, 'DEBUG'))
  const nodes = options.files.length > 0 ? options.files.map((file) => fromFile(file, options)) : options.nodes
  const [only, ...more] = nodes
  if (only && more.length === 0) {
    let server: Server | undefined
    const { disk, network } = supervised(new BrokerConfig(only).nodeId, env.disk, (id) => server?.topicName(id))
    server = await runNode(clientEnv(disk, env.trace, network, options.clockAheadMs), only, options)
    const { config, sockets } = server
    return say(`ready ${addressOf(config, (name) => sockets.port(name) ?? 0)}`)
  }
  const known = (await Promise.all(nodes.map((node) => clusterIdOf(env, node)))).find((id) => id !== null)
  const processes = new NodeProcesses({
    nodes,
    options,
    clusterId: known ?? options.clusterId,
    main: fileURLToPath(import.meta.url),
    random: env.random,
    say,
  })
  await processes.startAll()
  processes.takeCommands(process.stdin)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fromFile(path: string, { overrides }: BrokerOptions): Map<string, string> {
  return new Map([...parseProperties(readFileSync(path, 'utf8')), ...overrides])
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

main().catch((error: Error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`)
  process.exit(1)
})
