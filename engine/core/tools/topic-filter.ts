/** Topic patterns of the tools (`TopicFilter.IncludeList`). */

/** A pattern for whole topic names: commas mean "or", spaces and surrounding quotes are dropped. */
export function includeList(raw: string): RegExp {
  const regex = raw
    .trim()
    .replaceAll(',', '|')
    .replaceAll(' ', '')
    .replace(/^["']+/, '')
    .replace(/["']+$/, '')
  return new RegExp(`^(?:${regex})$`)
}

const INTERNAL = new Set(['__consumer_offsets', '__transaction_state', '__share_group_state'])

export function isInternalTopic(name: string): boolean {
  return INTERNAL.has(name)
}
