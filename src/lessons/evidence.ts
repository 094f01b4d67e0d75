import type { ClusterState } from '../cluster/cluster-state.ts'
import type { ClusterReader } from './cluster-reader.ts'
import { isFound, LIKENESS_FLAGS, patternIn } from './likeness.ts'
import type { Past } from './past.ts'
import type { Sayings } from './sayings.ts'

/** What checks are evaluated against. */
export interface Evidence {
  readonly state: ClusterState
  readonly past: Past
  readonly reader: ClusterReader
  /** Ids of the nodes that serve, or were frozen while they did. */
  readonly running: ReadonlySet<number>
  /** Ids of those that start or shut down: neither up nor down. */
  readonly changing: ReadonlySet<number>
  readonly say: Sayings
}

/** Whether a check holds, and what is the case now. */
export interface Verdict {
  readonly met: boolean
  readonly now: string
}

/** One thing that a check asks for. */
export const part = (met: boolean, now: string): Verdict => ({ met, now })

/** All parts must hold; what is said is what does not, or everything when it does. */
export function together(say: Sayings, parts: readonly Verdict[]): Verdict {
  const missing = parts.filter(({ met }) => !met)
  const said = missing.length > 0 ? missing : parts
  return { met: missing.length === 0, now: [...new Set(said.map(({ now }) => now))].join(say.and) }
}

/** The part for a field of a check; none where the check leaves it out. */
export function asked<W>(wanted: W | undefined, met: (wanted: W) => boolean, now: string): Verdict[] {
  return wanted === undefined ? [] : [part(met(wanted), now)]
}

/** Equal to the text, or matched by it when it stands between slashes. */
export function matches(actual: string, wanted: string): boolean {
  const pattern = patternIn(wanted)
  return pattern === undefined ? actual === wanted : isFound(new RegExp(pattern, LIKENESS_FLAGS), actual)
}
