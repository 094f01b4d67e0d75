/** IncrementalAlterConfigs, versions 0-1 (KIP-339): checked here for brokers, then forwarded; loggers (KIP-412) are the broker's own. */

import { ConfigResource } from '../../metadata/image.ts'
import { Errors } from '../../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../../protocol/frame.ts'
import { brokerResourceError, keysError } from '../broker-config-changes.ts'
import type { BrokerServices, Handler } from '../handler.ts'
import { ROOT_LOGGER } from '../loggers.ts'

type Resource = RequestOf<'IncrementalAlterConfigs'>['resources'][number]

type Answer = NonNullable<ResponseInit<'IncrementalAlterConfigs'>['responses']>[number]

const DELETE = 1
const OPERATIONS = ['SET', 'DELETE', 'APPEND', 'SUBTRACT']

export const incrementalAlterConfigs: Handler<'IncrementalAlterConfigs'> = async (context, request, services) => {
  const own = request.resources.flatMap((resource) => {
    const answer = ownAnswer(resource, request.validateOnly, services)
    return answer === null ? [] : [{ resource, answer }]
  })
  const answers = own.map(({ answer }) => answer)
  const rest = request.resources.filter((resource) => !own.some((one) => one.resource === resource))
  if (rest.length === 0) return { responses: answers }
  const forwarded = { ...request, resources: rest }
  const { responses = [] } = await services.controller.forward(context, 'IncrementalAlterConfigs', forwarded)
  return { responses: [...responses, ...answers] }
}

/** What this broker answers by itself; null: the controller is to say. */
function ownAnswer(resource: Resource, validateOnly: boolean, services: BrokerServices): Answer | null {
  const { resourceType, resourceName } = resource
  const isLogger = resourceType === ConfigResource.BROKER_LOGGER
  const error = refusal(resource) ?? brokerResourceError(resource, valuesOf(resource), services.config)
  if (error !== null) return { errorCode: Errors.INVALID_REQUEST, errorMessage: error, resourceType, resourceName }
  return isLogger ? alterLoggers(resource, validateOnly, services) : null
}

function refusal({ configs }: Resource): string | null {
  const withoutValue = configs.flatMap(({ name, value, configOperation }) =>
    value === null && configOperation !== DELETE ? [name] : [],
  )
  const names = configs.map(({ name }) => name)
  return keysError(names, withoutValue)
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
