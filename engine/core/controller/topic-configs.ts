/** The configs of a topic as CreateTopics answers them. */
import { TOPIC_CONFIG_SYNONYMS } from '../metadata/topic-config-synonyms.ts'
import type { ResponseInit } from '../protocol/frame.ts'
import type { ControllerState } from './decision.ts'

type ConfigEntry = NonNullable<
  NonNullable<NonNullable<ResponseInit<'CreateTopics'>['topics']>[number]['configs']>[number]
>

const TOPIC_CONFIG = 1
const DYNAMIC_DEFAULT_BROKER_CONFIG = 3

/** Every topic config in force, by name, with its source. */
export function effectiveTopicConfigs(state: ControllerState, own: ReadonlyMap<string, string>): ConfigEntry[] {
  const cluster = state.image.configsOf(4, '')
  return [...state.config.topicDefaults]
    .map(([name, fallback]) => {
      const clusterWide = cluster.get(TOPIC_CONFIG_SYNONYMS.get(name) ?? '')
      if (own.has(name)) return { name, value: own.get(name) as string, configSource: TOPIC_CONFIG }
      if (clusterWide !== undefined) return { name, value: clusterWide, configSource: DYNAMIC_DEFAULT_BROKER_CONFIG }
      return { name, value: fallback.value, configSource: fallback.source }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
