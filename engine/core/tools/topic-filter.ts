/** Topic patterns of the tools (`TopicFilter.IncludeList`). */
import { runtimeExceptionText } from './errors.ts'
import { javaPattern } from './java-regex.ts'
import { UnsupportedPattern } from './java-regex-translation.ts'

/** A pattern for whole topic names: commas mean "or", spaces and surrounding quotes are dropped. */
export function includeList(raw: string): RegExp {
  const regex = raw
    .trim()
    .replaceAll(',', '|')
    .replaceAll(' ', '')
    .replace(/^["']+/, '')
    .replace(/["']+$/, '')
  try {
    return javaPattern(regex)
  } catch (error) {
    if (error instanceof UnsupportedPattern) throw error
    throw runtimeExceptionText(`${regex} is an invalid regex.`)
  }
}

const INTERNAL = new Set(['__consumer_offsets', '__transaction_state', '__share_group_state'])

export function isInternalTopic(name: string): boolean {
  return INTERNAL.has(name)
}
