/** DescribeClientQuotas, versions 0-1: the quotas set, by matching parts of their entity (`ClientQuotasImage.describe`). */
import type { QuotaImage } from '../../metadata/image.ts'
import { Errors } from '../../protocol/errors.ts'
import type { RequestOf } from '../../protocol/frame.ts'
import type { Handler } from '../handler.ts'

type Component = RequestOf<'DescribeClientQuotas'>['components'][number]

const EXACT = 0
const DEFAULT = 1

export const describeClientQuotas: Handler<'DescribeClientQuotas'> = (_context, request, { image }) => {
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
