/** `--bootstrap-server` or `--bootstrap-controller` of the argparse tools. */
import type { Admin } from '../client/admin.ts'
import { openAdmin } from './admin-tool.ts'
import type { Arguments } from './argparse.ts'
import type { ArgSpec } from './argparse-spec.ts'
import type { ToolIo } from './tool.ts'

export const BOOTSTRAP_ARGS: readonly ArgSpec[] = [
  { flags: ['--bootstrap-server'], help: 'brokers to connect to, as host:port,host:port' },
  { flags: ['--bootstrap-controller'], help: 'controllers to connect to, as host:port,host:port' },
  { flags: ['--command-config'], help: 'a properties file for the admin client' },
]

export function adminFromArgs(io: ToolIo, args: Arguments): Promise<Admin> {
  const configFile = args.get('command-config') ?? args.get('config')
  return openAdmin(io, {
    bootstrap: args.get('bootstrap-server'),
    controllers: args.get('bootstrap-controller'),
    configFile,
  })
}
