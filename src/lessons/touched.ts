import type { ClusterState } from '../cluster/cluster-state.ts'
import type { Page } from '../session/page.ts'
import { leaves } from './check-leaves.ts'
import type { Lesson } from './lesson.ts'

/** Topics and groups by name. */
export interface Touched {
  readonly topics: readonly string[]
  readonly groups: readonly string[]
}

/** What the open lesson touches. */
export function touchedIn({ lesson, inspector }: Page): Touched {
  return touchedBy(lesson.open.value.lesson, inspector.state.value)
}

/** Topics and groups that are there and that the lesson began with, or its goals name: what a reset deletes. */
export function touchedBy(
  { start, goals }: Pick<Lesson, 'start' | 'goals'>,
  { topics, groups }: ClusterState,
): Touched {
  const checks = goals.flatMap(({ check }) => leaves(check))
  const began = start === 'inherit' ? [] : Object.keys(start.topics ?? {})
  const named = checks.flatMap((check) => ('group' in check && !check.group?.startsWith('/') ? [check.group] : []))
  return {
    topics: [...new Set([...checks.flatMap(topicsOf), ...began])].filter((topic) => topics.has(topic)),
    groups: [...new Set(named)].flatMap((group) => groups.flatMap(({ id }) => (id === group ? [id] : []))),
  }
}

function topicsOf(check: ReturnType<typeof leaves>[number]): string[] {
  if ('records' in check) return [check.records.topic]
  if ('offsets' in check) return [check.offsets.topic]
  if ('log' in check) return [check.log.topic]
  if ('topic' in check && check.topic !== undefined) return [check.topic]
  return 'partition' in check && check.partition !== undefined ? [check.partition.replace(/-\d+$/, '')] : []
}
