/** AlterClientQuotas (`ClientQuotaControlManager.java`). */
import { type MetadataRecord, metadataRecord } from '../metadata/records.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import { ApiError, type ControllerState, type Decision } from './decision.ts'

type Entry = RequestOf<'AlterClientQuotas'>['entries'][number]

/** Quota keys of users and clients, and of addresses. */
const CLIENT_KEYS = ['producer_byte_rate', 'consumer_byte_rate', 'request_percentage', 'controller_mutation_rate']
const IP_KEYS = ['connection_creation_rate']
const WHOLE_NUMBERS = ['producer_byte_rate', 'consumer_byte_rate', 'connection_creation_rate']

export function alterClientQuotas(
  _state: ControllerState,
  request: RequestOf<'AlterClientQuotas'>,
): Decision<ResponseInit<'AlterClientQuotas'>> {
  const records: MetadataRecord[] = []
  const entries = request.entries.map(({ entity, ops }) => {
    // Of a type that comes twice the last counts.
    const entry = { entity: [...new Map(entity.map((part) => [part.entityType, part])).values()], ops }
    try {
      records.push(...quotaRecords(entry))
      return { errorCode: Errors.NONE, errorMessage: null, entity: entry.entity }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { errorCode: error.code, errorMessage: error.text, entity: entry.entity }
    }
  })
  return { records: request.validateOnly ? [] : records, response: { entries } }
}

function quotaRecords({ entity, ops }: Entry): MetadataRecord[] {
  const known = keysFor(entity)
  // What is to go needs no leave, whatever it is.
  const meant = ops.filter(({ key, remove }) => !remove || known.includes(key))
  return meant.map(({ key, value, remove }) => {
    if (!known.includes(key)) throw refused(`Invalid configuration key ${key}`)
    if (!remove && value <= 0) throw refused(`Quota ${key} must be greater than 0`)
    if (!remove && WHOLE_NUMBERS.includes(key) && !Number.isInteger(value))
      throw refused(`${key} cannot be a fractional value.`)
    return metadataRecord('ClientQuotaRecord', 0, { entity, key, value: remove ? 0 : value, remove })
  })
}

function keysFor(entity: Entry['entity']): readonly string[] {
  if (entity.length === 0) throw refused('Invalid empty client quota entity')
  const types = entity.map(({ entityType }) => entityType)
  const odd = types.find((type) => !['user', 'client-id', 'ip'].includes(type))
  if (odd !== undefined) throw refused(`Unhandled client quota entity type: ${odd}`)
  const nameless = entity.find(({ entityName }) => entityName === '')
  if (nameless) throw refused(`Empty ${nameless.entityType} not supported`)
  if (!types.includes('ip')) return CLIENT_KEYS
  if (types.length > 1)
    throw refused('Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId')
  const address = entity[0]?.entityName ?? null
  if (address !== null && !isHost(address)) throw refused(`${address} is not a valid IP or resolvable host.`)
  return IP_KEYS
}

/** An address, or a name that could be one's: nobody resolves names here. */
function isHost(text: string): boolean {
  return /^[\da-fA-F:.]+$/.test(text) || /^[a-zA-Z\d](?:[a-zA-Z\d.-]*[a-zA-Z\d])?$/.test(text)
}

function refused(message: string): ApiError {
  return new ApiError(Errors.INVALID_REQUEST, message)
}
