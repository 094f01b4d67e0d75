/** An admin client for a tool, configured by --bootstrap-server and --command-config. */
import { Admin } from '../client/admin.ts'
import type { Options } from './options.ts'
import { parseProperties } from './properties.ts'
import { loggingEnv, type ToolIo } from './tool.ts'

export interface AdminOptions {
  readonly clientId?: string
  readonly configFile?: string | undefined
  readonly bootstrap?: string | undefined
  /** `--bootstrap-controller`: controllers to ask instead of brokers. */
  readonly controllers?: string | undefined
  /** ms for a whole call; default: the client's minute. */
  readonly timeoutMs?: number
  /** ms for one request of it; default: the same. */
  readonly requestTimeoutMs?: number
}

/** Tools count their admin clients from 1, as each is a process of its own. */
const DEFAULT_CLIENT_ID = 'adminclient-1'

export async function openAdmin(io: ToolIo, options: AdminOptions): Promise<Admin> {
  const config: Record<string, unknown> = { 'client.id': options.clientId ?? DEFAULT_CLIENT_ID }
  if (options.configFile !== undefined)
    Object.assign(config, Object.fromEntries(parseProperties(await io.files.read(options.configFile))))
  if (options.bootstrap !== undefined) config['bootstrap.servers'] = options.bootstrap
  if (options.controllers !== undefined) config['bootstrap.controllers'] = options.controllers
  if (options.timeoutMs !== undefined) {
    config['default.api.timeout.ms'] = options.timeoutMs
    config['request.timeout.ms'] = options.requestTimeoutMs ?? options.timeoutMs
  }
  const admin = new Admin(config, loggingEnv(io))
  await admin.resolve()
  return admin
}

/** An admin client from a tool's usual two options. */
export function adminFrom(io: ToolIo, options: Options, more: AdminOptions = {}): Promise<Admin> {
  const bootstrap = options.valueOf('bootstrap-server')
  return openAdmin(io, { bootstrap, configFile: options.valueOf('command-config'), ...more })
}

export const BOOTSTRAP_SERVER = {
  arg: 'server to connect to',
  description: 'REQUIRED: the Kafka server(s) to connect to, as host:port,host:port.',
} as const

export const COMMAND_CONFIG = {
  arg: 'command config property file',
  description: 'A properties file with configurations for the admin client.',
} as const
