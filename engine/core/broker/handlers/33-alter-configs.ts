/** AlterConfigs, versions 0-2: replaces all configs of a resource; checked here for brokers, then forwarded. */
import { ConfigResource } from '../../metadata/image.ts'
import { Errors } from '../../protocol/errors.ts'
import { brokerResourceError, keysError } from '../broker-config-changes.ts'
import type { Handler } from '../handler.ts'

export const alterConfigs: Handler<'AlterConfigs'> = async (context, request, services) => {
  const refused = request.resources.flatMap((resource) => {
    const values = new Map(resource.configs.map(({ name, value }) => [name, value]))
    const names = resource.configs.map(({ name }) => name)
    const withoutValue = resource.configs.flatMap(({ name, value }) => (value === null ? [name] : []))
    const error =
      keysError(names, withoutValue) ?? typeError(resource) ?? brokerResourceError(resource, values, services.config)
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
  const { responses = [] } = await services.controller.forward(context, 'AlterConfigs', forwarded)
  return { responses: [...responses, ...answers] }
}

/** Loggers change one by one only (KIP-412). */
function typeError({ resourceType }: { readonly resourceType: number }): string | null {
  return resourceType === ConfigResource.BROKER_LOGGER ? `Unknown resource type ${resourceType}` : null
}
