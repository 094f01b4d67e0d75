/** IncrementalAlterConfigs, versions 0-1 (KIP-339): checked here for brokers, then forwarded. */
import { Errors } from '../../protocol/errors.ts'
import type { RequestOf } from '../../protocol/frame.ts'
import { brokerResourceError } from '../broker-config-changes.ts'
import type { Handler } from '../handler.ts'

type Resource = RequestOf<'IncrementalAlterConfigs'>['resources'][number]

const DELETE = 1

export const incrementalAlterConfigs: Handler<'IncrementalAlterConfigs'> = async (context, request, services) => {
  const refused = request.resources.flatMap((resource) => {
    const error = brokerResourceError(resource, valuesOf(resource), services.config)
    return error === null ? [] : [{ resource, error }]
  })
  const rest = request.resources.filter((resource) => !refused.some((one) => one.resource === resource))
  const answers = refused.map(({ resource: { resourceType, resourceName }, error }) => ({
    errorCode: Errors.INVALID_REQUEST,
    errorMessage: error,
    resourceType,
    resourceName,
  }))
  if (rest.length === 0) return { responses: answers }
  const forwarded = { ...request, resources: rest }
  const { responses } = await services.controller.forward(context, 'IncrementalAlterConfigs', forwarded)
  return { responses: [...responses, ...answers] }
}

function valuesOf({ configs }: Resource): Map<string, string | null> {
  return new Map(configs.map(({ name, value, configOperation }) => [name, configOperation === DELETE ? null : value]))
}
