/** `ToolsUtils.validateBootstrapServer`. */
import { type OptionTable, usageExit } from './options.ts'
import type { ToolIo } from './tool.ts'

/** `Utils.HOST_PORT_PATTERN`: several colons are a host of IPv6, or become one that nobody has. */
const HOST_PORT = /^(?:[\w\-%.]*:\/\/)?\[?[\w\-%.:]*\]?:\d+$/

/** Exits with the usage where `--bootstrap-server` names no hosts with ports. */
export function checkBootstrap(io: ToolIo, table: OptionTable, servers: string): void {
  if (servers === '') usageExit(io, table, 'Error while validating the bootstrap address\n')
  if (!servers.split(',').every((address) => HOST_PORT.test(address.trim()))) {
    usageExit(io, table, 'Please provide valid host:port like host1:9091,host2:9092\n')
  }
}
