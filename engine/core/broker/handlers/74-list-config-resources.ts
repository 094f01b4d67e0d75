/** ListConfigResources, versions 0-1 (KIP-1142). 0 lists client metrics only. */
import { ConfigResource } from '../../metadata/image.ts'
import { Errors } from '../../protocol/errors.ts'
import type { BrokerServices, Handler } from '../handler.ts'

const ALL = [
  ConfigResource.GROUP,
  ConfigResource.CLIENT_METRICS,
  ConfigResource.BROKER_LOGGER,
  ConfigResource.BROKER,
  ConfigResource.TOPIC,
]

export const listConfigResources: Handler<'ListConfigResources'> = ({ version }, request, services) => {
  const wanted = version === 0 ? [ConfigResource.CLIENT_METRICS] : request.resourceTypes
  const types = wanted.length > 0 ? wanted : ALL
  if (types.some((type) => !ALL.some((known) => known === type)))
    return { errorCode: Errors.UNSUPPORTED_VERSION, configResources: [] }
  const configResources = ALL.filter((type) => types.includes(type)).flatMap((resourceType) =>
    namesOf(resourceType, services).map((resourceName) => ({ resourceName, resourceType })),
  )
  return { errorCode: Errors.NONE, configResources }
}

function namesOf(type: number, { image }: BrokerServices): string[] {
  switch (type) {
    case ConfigResource.TOPIC:
      return [...image.topicIds.keys()]
    case ConfigResource.BROKER:
    case ConfigResource.BROKER_LOGGER:
      return [...image.brokers.keys()].sort((a, b) => a - b).map(String)
    default:
      return [...image.configs.keys()]
        .filter((key) => key.startsWith(`${type}:`))
        .map((key) => key.slice(key.indexOf(':') + 1))
  }
}
