/** Client quotas: limits of users, client ids and addresses. */
import { Errors } from '../protocol/errors.ts'
import { type AdminCalls, type CallOptions, outcomeOf } from './admin-calls.ts'
import { exceptionOf } from './errors.ts'
import type { Outcome } from './keyed-result.ts'

export type QuotaEntityType = 'user' | 'client-id' | 'ip'

/** Whose quota it is: one or two parts; a name of null is the default of the type. */
export type QuotaEntity = ReadonlyMap<QuotaEntityType, string | null>

/** Which entities: of that type with that name, the type's default (null), or any (absent). */
export interface QuotaFilterPart {
  readonly type: QuotaEntityType
  readonly name?: string | null
}

export interface EntityQuotas {
  readonly entity: QuotaEntity
  /** Values by key, `consumer_byte_rate`. */
  readonly quotas: ReadonlyMap<string, number>
}

const EXACT = 0
const DEFAULT = 1
const ANY = 2

/** Quotas of entities that have all the parts asked for; `strict`: and no others. */
export async function describeClientQuotas(
  calls: AdminCalls,
  parts: readonly QuotaFilterPart[],
  options: CallOptions & { strict?: boolean } = {},
): Promise<readonly EntityQuotas[]> {
  const components = parts.map(({ type, name }) => ({
    entityType: type,
    matchType: name === undefined ? ANY : name === null ? DEFAULT : EXACT,
    match: name ?? null,
  }))
  const strict = options.strict ?? false
  const body = await calls.request(
    'describeClientQuotas',
    'any',
    'DescribeClientQuotas',
    { components, strict },
    {
      ...options,
      check: ({ errorCode, errorMessage }) => {
        if (errorCode !== Errors.NONE) throw exceptionOf(errorCode, errorMessage)
      },
    },
  )
  return (body.entries ?? []).map(({ entity, values }) => ({
    entity: new Map(entity.map((part) => [part.entityType as QuotaEntityType, part.entityName])),
    quotas: new Map(values.map(({ key, value }) => [key, value])),
  }))
}

/** New values of an entity's quotas; null: none any more. */
export interface QuotaAlteration {
  readonly entity: QuotaEntity
  readonly ops: ReadonlyMap<string, number | null>
}

/** Outcomes in the order of the alterations. */
export async function alterClientQuotas(
  calls: AdminCalls,
  alterations: readonly QuotaAlteration[],
  options: CallOptions & { validateOnly?: boolean } = {},
): Promise<readonly Outcome<void>[]> {
  const entries = alterations.map(({ entity, ops }) => ({
    entity: [...entity].map(([entityType, entityName]) => ({ entityType, entityName })),
    ops: [...ops].map(([key, value]) => ({ key, value: value ?? 0, remove: value === null })),
  }))
  const request = { entries, validateOnly: options.validateOnly ?? false }
  const body = await calls.request('alterClientQuotas', 'any', 'AlterClientQuotas', request, options)
  return body.entries.map(({ errorCode, errorMessage }) => outcomeOf(errorCode, errorMessage, () => undefined))
}
