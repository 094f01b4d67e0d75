/** The answer to a request that is an error in every place that its version has for one, as a broker would have refused it. */

import type { APIS } from '../protocol/apis.ts'
import type { ErrorName } from '../protocol/errors.ts'
import { Errors } from '../protocol/errors.ts'
import { type DecodedRequest, encodeResponse } from '../protocol/frame.ts'
import { type Api, type Field, type Fields, inRange } from '../protocol/schema.ts'
import { isErrorCode } from './rule.ts'

/** A whole frame, length included; null when this answer has no place for an error. */
export function errorAnswer({ api, header, body }: DecodedRequest, error: ErrorName): Uint8Array | null {
  const version = header.apiVersion
  const answer = new AnswerMaker(version, Errors[error])
  const response = answer.struct(api.response.fields, body as Struct, api.request.fields)
  if (answer.places === 0) return null
  return encodeResponse(nameOf(api), version, header.correlationId, response)
}

function nameOf(api: Api): keyof typeof APIS {
  return api.name as keyof typeof APIS
}

type Struct = { readonly [field: string]: unknown }

/** What the answer calls differently from the request: field of the answer, those of the request. */
const ASKED_AS: { readonly [answered: string]: readonly string[] } = {
  responses: ['topicData', 'topics', 'topicNames', 'resources'],
  partitionResponses: ['partitionData', 'partitions'],
  partitions: ['partitionIndexes'],
  coordinators: ['coordinatorKeys'],
  groups: ['groupIds'],
  results: ['topics', 'resources', 'groupsNames', 'transactions'],
  resultsByTransaction: ['transactions'],
  resultsByTopicV3AndBelow: ['v3AndBelowTopics'],
  topicResults: ['topics'],
  resultsByPartition: ['partitions'],
  replicaElectionResults: ['topicPartitions'],
  partitionResult: ['partitions'],
  transactionStates: ['transactionalIds'],
  name: ['topic'],
  topic: ['topicName', 'name'],
  topicName: ['topic', 'name'],
  partitionIndex: ['partition', 'index', 'partitionId'],
  partitionId: ['partitionIndex', 'partition'],
  partition: ['partitionIndex', 'partitionId'],
}

/** Numbers that are −1 where there is nothing to tell. */
const NONE =
  /^(baseOffset|logAppendTimeMs|logStartOffset|highWatermark|lastStableOffset|offset|timestamp|leaderEpoch|leaderId|endOffset|committedOffset|committedLeaderEpoch|nodeId|port|generationId|producerId|producerEpoch|preferredReadReplica)$/

class AnswerMaker {
  /** Errors that were put in. */
  places = 0

  constructor(
    private readonly version: number,
    private readonly code: number,
  ) {}

  struct(fields: Fields, asked: Struct, askedFields: Fields): { [field: string]: unknown } {
    const made: { [field: string]: unknown } = {}
    for (const [name, field] of Object.entries(fields)) {
      if (!inRange(field.options.versions ?? '0+', this.version)) continue
      const value = this.field(name, field, asked, askedFields)
      if (value !== undefined) made[name] = value
    }
    return made
  }

  private field(name: string, field: Field<unknown>, asked: Struct, askedFields: Fields): unknown {
    if (isErrorCode(name)) {
      this.places++
      return this.code
    }
    const from = [name, ...(ASKED_AS[name] ?? [])].find((one) => hasValue(asked[one]))
    if (field.kind === 'array')
      return from === undefined ? undefined : this.array(field, asked[from], askedFields[from])
    if (field.kind === 'struct') return undefined
    const source = from === undefined ? undefined : askedFields[from]
    if (from !== undefined && source?.kind === field.kind) return asked[from]
    return NONE.test(name) && /^int/.test(field.kind) ? -1 : undefined
  }

  /** One for each that was asked for, when there is an error to be told of each. */
  private array({ element }: Field<unknown>, asked: unknown, askedField: Field<unknown> | undefined): unknown {
    const fields = element?.fields
    if (!fields || !Array.isArray(asked) || !this.tells(fields)) return undefined
    return asked.map((one) => {
      const source = askedField?.element
      if (source?.fields) return this.struct(fields, one as Struct, source.fields)
      return this.plain(fields, one, source)
    })
  }

  /** What was asked for by its name or number alone. */
  private plain(fields: Fields, one: unknown, source: Field<unknown> | undefined): { [field: string]: unknown } {
    const [key] = Object.entries(fields).find(([name, { kind }]) => kind === source?.kind && !isErrorCode(name)) ?? []
    return { ...this.struct(fields, {}, {}), ...(key !== undefined && { [key]: one }) }
  }

  private tells(fields: Fields): boolean {
    return Object.entries(fields).some(([name, { kind, element, options }]) => {
      if (!inRange(options.versions ?? '0+', this.version)) return false
      return isErrorCode(name) || (kind === 'array' && element?.fields !== undefined && this.tells(element.fields))
    })
  }
}

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)
}
