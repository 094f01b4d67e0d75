/** DescribeClientQuotas, versions 0-1: the quotas set, by matching parts of their entity (`ClientQuotasImage.describe`). */
import type { QuotaImage } from '../../metadata/image.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf } from '../../protocol/frame.ts'
import type { Handler } from '../handler.ts'

type Component = RequestOf<'DescribeClientQuotas'>['components'][number]

const EXACT = 0
const DEFAULT = 1

export const describeClientQuotas: Handler<'DescribeClientQuotas'> = (_context, request, { image }) => {
  const refusal = refusalOf(request)
  if (refusal !== null) return { ...refusal, entries: null }
  const entries = [...image.quotas.values()].filter((quota) => matches(quota, request))
  return {
    errorCode: Errors.NONE,
    errorMessage: '',
    entries: entries.map(({ entity, quotas }) => ({
      entity: entity.map((part) => ({ ...part })),
      values: [...quotas].map(([key, value]) => ({ key, value })),
    })),
  }
}

const TYPES = ['user', 'client-id', 'ip']

interface Refusal {
  readonly errorCode: ErrorCode
  readonly errorMessage: string
}

function refusalOf({ components }: RequestOf<'DescribeClientQuotas'>): Refusal | null {
  const types = components.map(({ entityType }) => entityType)
  for (const [at, component] of components.entries()) {
    const refusal = componentRefusal(component, types.slice(0, at))
    if (refusal !== null) return refusal
  }
  if (!types.includes('ip') || types.length === 1) return null
  return illegal(
    'Invalid entity filter component combination. IP filter component should not be used with user or clientId filter component.',
  )
}

function componentRefusal({ entityType, matchType, match }: Component, before: readonly string[]): Refusal | null {
  if (entityType === '') return illegal('Invalid empty entity type.')
  if (before.includes(entityType))
    return illegal(`Entity type ${entityType} cannot appear more than once in the filter.`)
  if (!TYPES.includes(entityType))
    return { errorCode: Errors.UNSUPPORTED_VERSION, errorMessage: `Unsupported entity type ${entityType}` }
  const name = MATCH_TYPES[matchType]
  if (name === undefined) return illegal(`Unknown match type ${matchType}`)
  if (matchType === EXACT)
    return match === null ? illegal('Request specified MATCH_TYPE_EXACT, but set match string to null.') : null
  return match === null ? null : illegal(`Request specified ${name}, but also specified a match string.`)
}

function illegal(errorMessage: string): Refusal {
  return { errorCode: Errors.INVALID_REQUEST, errorMessage }
}

const MATCH_TYPES = ['MATCH_TYPE_EXACT', 'MATCH_TYPE_DEFAULT', 'MATCH_TYPE_SPECIFIED']

function matches({ entity }: QuotaImage, { components, strict }: RequestOf<'DescribeClientQuotas'>): boolean {
  if (strict && entity.length !== components.length) return false
  return components.every((component) =>
    entity.some(
      ({ entityType, entityName }) => entityType === component.entityType && nameMatches(component, entityName),
    ),
  )
}

function nameMatches({ matchType, match }: Component, name: string | null): boolean {
  if (matchType === EXACT) return name === match
  return matchType === DEFAULT ? name === null : true
}
