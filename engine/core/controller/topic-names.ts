/** Which names a topic may have (`Topic.java`), with Kafka's words for those it may not. */

const MAX_LENGTH = 249

/** Why a name is not allowed; null: it is. */
export function topicNameError(name: string): string | null {
  if (name === '') return 'Topic name is invalid: the empty string is not allowed'
  if (name === '.') return "Topic name is invalid: '.' is not allowed"
  if (name === '..') return "Topic name is invalid: '..' is not allowed"
  if (name.length > MAX_LENGTH)
    return `Topic name is invalid: the length of '${name}' is longer than the max allowed length ${MAX_LENGTH}`
  if (!/^[a-zA-Z0-9._-]+$/.test(name))
    return `Topic name is invalid: '${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`
  return null
}

/** Names that differ only in '.' and '_' collide in metric names. */
export function collisionKey(name: string): string {
  return name.replaceAll('.', '_')
}
