/** IncrementalAlterConfigs, versions 0-1 (KIP-339): checked here for brokers, then forwarded; loggers (KIP-412) are the broker's own. */

import { ConfigResource } from '../../metadata/image.ts'
import { Errors } from '../../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../../protocol/frame.ts'
import { brokerResourceError } from '../broker-config-changes.ts'
import type { BrokerServices, Handler } from '../handler.ts'
import { ROOT_LOGGER } from '../loggers.ts'

type Resource = RequestOf<'IncrementalAlterConfigs'>['resources'][number]

type Answer = NonNullable<ResponseInit<'IncrementalAlterConfigs'>['responses']>[number]

const DELETE = 1
const OPERATIONS = ['SET', 'DELETE', 'APPEND', 'SUBTRACT']

export const incrementalAlterConfigs: Handler<'IncrementalAlterConfigs'> = async (context, request, services) => {
  const loggers = request.resources.filter(({ resourceType }) => resourceType === ConfigResource.BROKER_LOGGER)
  const others = request.resources.filter((resource) => !loggers.includes(resource))
  const refused = others.flatMap((resource) => {
    const error = brokerResourceError(resource, valuesOf(resource), services.config)
    return error === null ? [] : [{ resource, error }]
  })
  const rest = others.filter((resource) => !refused.some((one) => one.resource === resource))
  const own = loggers.map((resource) => alterLoggers(resource, request.validateOnly, services))
  const answers = refused.map(({ resource: { resourceType, resourceName }, error }) => ({
    errorCode: Errors.INVALID_REQUEST,
    errorMessage: error,
    resourceType,
    resourceName,
  }))
  if (rest.length === 0) return { responses: [...own, ...answers] }
  const forwarded = { ...request, resources: rest }
  const { responses } = await services.controller.forward(context, 'IncrementalAlterConfigs', forwarded)
  return { responses: [...responses, ...own, ...answers] }
}

function alterLoggers(resource: Resource, validateOnly: boolean, { config, loggers }: BrokerServices): Answer {
  const { resourceType, resourceName, configs } = resource
  const answer = (errorCode: number, errorMessage: string | null) => ({
    errorCode,
    errorMessage,
    resourceType,
    resourceName,
  })
  if (!/^-?\d+$/.test(resourceName))
    return answer(Errors.INVALID_REQUEST, `Node id must be an integer, but it is: ${resourceName}`)
  if (Number(resourceName) !== config.nodeId)
    return answer(Errors.INVALID_REQUEST, `Unexpected node id. Expected ${config.nodeId}, but received ${resourceName}`)
  const other = configs.find(({ configOperation }) => configOperation > DELETE)
  if (other)
    return answer(
      Errors.INVALID_REQUEST,
      `${OPERATIONS[other.configOperation]} operation is not allowed for the BROKER_LOGGER resource`,
    )
  const changes = valuesOf(resource)
  const refusal = loggers.refusal(changes)
  if (changes.get(ROOT_LOGGER) === null && refusal !== null) return answer(Errors.INVALID_REQUEST, refusal)
  if (refusal !== null) return answer(Errors.INVALID_CONFIG, refusal)
  if (!validateOnly) loggers.change(changes)
  return answer(Errors.NONE, null)
}

function valuesOf({ configs }: Resource): Map<string, string | null> {
  return new Map(configs.map(({ name, value, configOperation }) => [name, configOperation === DELETE ? null : value]))
}
