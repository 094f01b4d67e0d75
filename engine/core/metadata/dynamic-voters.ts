/** The voters of `kafka-storage format --initial-controllers`: `id@host:port:directory,…` (`DynamicVoters.java`). */
import { uuidBytes } from '../base/uuid.ts'
import type { Voters } from './snapshot-file.ts'

/** Not a list of voters; the message is Kafka's. */
export class DynamicVoterError extends Error {
  override readonly name = 'DynamicVoterError'
}

const VERSIONS = { minSupportedVersion: 0, maxSupportedVersion: 1 }
const MAX_PORT = 65_535

/** Throws DynamicVoterError. `listener` is the name of the controller listener. */
export function parseDynamicVoters(text: string, listener: string): Voters {
  const parts = text.split(',').map((part) => part.trim())
  const voters = parts.filter((part) => part !== '').map((part) => parseVoter(part, listener))
  if (voters.length === 0) throw new DynamicVoterError('No voters given.')
  const seen = new Set<number>()
  for (const { voterId } of voters) {
    if (seen.has(voterId)) throw new DynamicVoterError(`Node id ${voterId} was specified more than once.`)
    seen.add(voterId)
  }
  return voters.sort((a, b) => a.voterId - b.voterId)
}

function parseVoter(text: string, listener: string): Voters[number] {
  const at = text.indexOf('@')
  if (at < 0) throw new DynamicVoterError('No @ found in dynamic voter string.')
  const voterId = parseId(text.slice(0, at))
  const { host, rest } = parseHost(text.slice(at + 1))
  const colon = rest.indexOf(':')
  if (colon < 0) throw new DynamicVoterError('No colon following port could be found.')
  const port = parsePort(rest.slice(0, colon))
  const voterDirectoryId = parseDirectory(rest.slice(colon + 1))
  return { voterId, voterDirectoryId, endpoints: [{ name: listener, host, port }], kRaftVersionFeature: VERSIONS }
}

function parseId(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new DynamicVoterError('Failed to parse node id in dynamic voter string.')
  const id = Number(text)
  if (id < 0) throw new DynamicVoterError('Invalid negative node id in dynamic voter string.')
  return id
}

function parseHost(text: string): { host: string; rest: string } {
  if (text === '') throw new DynamicVoterError('No hostname found after node id.')
  const match = /^\[([^\]]*)\](?::(.*))?$|^([^:]*)(?::(.*))?$/.exec(text)
  const rest = match?.[2] ?? match?.[4]
  if (!match || rest === undefined) throw new DynamicVoterError('No colon following hostname could be found.')
  return { host: match[1] ?? match[3] ?? '', rest }
}

function parsePort(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new DynamicVoterError('Failed to parse port in dynamic voter string.')
  const port = Number(text)
  if (port < 0 || port > MAX_PORT) throw new DynamicVoterError('Invalid port in dynamic voter string.')
  return port
}

function parseDirectory(text: string): string {
  try {
    uuidBytes(text)
    return text
  } catch {
    throw new DynamicVoterError('Failed to parse directory ID in dynamic voter string.')
  }
}
