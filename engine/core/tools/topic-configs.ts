/** Topic configs as kafka-topics checks them before it asks the broker. */
import { ConfigException, clientException } from '../client/errors.ts'
import { TOPIC_CONFIG_BY_NAME } from '../log/log-config-table.ts'
import { checkTopicConfigs as check, InvalidConfigError } from '../log/topic-config-check.ts'

/** Throws what `LogConfig.validate` throws: for an unknown name one exception, for a bad value another. */
export function checkTopicConfigs(configs: { readonly [key: string]: string }): void {
  try {
    check(new Map(Object.entries(configs)))
  } catch (error) {
    if (!(error instanceof InvalidConfigError)) throw error
    const isUnknown = Object.keys(configs).some((name) => !TOPIC_CONFIG_BY_NAME.has(name))
    if (!isUnknown) throw new ConfigException(error.message)
    throw clientException('org.apache.kafka.common.errors.InvalidConfigurationException', error.message)
  }
}
