/** What a request names: topics and groups, wherever its schema has them. */

/** Names found in a request. */
export interface Named {
  readonly topics: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
}

/** Fields that hold a topic's name, or several; `name` only inside what is called topics. */
const TOPIC_FIELDS = /^(topic|topicName|topicNames|topicData|topics|topicPartitions)$/
const GROUP_FIELDS = /^(groupId|group|groupIds|groups|groupsNames)$/

/** Finds them; `topicName` gives the name of a topic id that the broker knows. */
export function namedIn(body: unknown, topicName: (id: string) => string | undefined): Named {
  const topics = new Set<string>()
  const groups = new Set<string>()
  const look = (value: unknown, field: string): void => {
    if (Array.isArray(value)) for (const one of value) look(one, field)
    else if (typeof value === 'string') {
      if (TOPIC_FIELDS.test(field)) topics.add(value)
      if (GROUP_FIELDS.test(field)) groups.add(value)
    } else if (isStruct(value))
      for (const [name, inner] of Object.entries(value)) {
        if (name === 'name' && TOPIC_FIELDS.test(field)) look(inner, 'topic')
        else if (name === 'topicId' && typeof inner === 'string') look(topicName(inner) ?? '', 'topic')
        else look(inner, name)
      }
  }
  look(body, '')
  if (isStruct(body)) for (const key of coordinatorKeys(body)) groups.add(key)
  topics.delete('')
  groups.delete('')
  return { topics, groups }
}

/** FindCoordinator asks for groups by key (key type 0). */
function coordinatorKeys({ keyType, key, coordinatorKeys }: { readonly [field: string]: unknown }): string[] {
  if (keyType !== 0) return []
  return [key, ...(Array.isArray(coordinatorKeys) ? coordinatorKeys : [])].filter((one) => typeof one === 'string')
}

function isStruct(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
}
