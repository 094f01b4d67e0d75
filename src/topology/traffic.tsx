import { useRef } from 'preact/hooks'
import { ALL_APIS, APIS } from '../../engine/core/protocol/apis.ts'
import { isOfPage } from '../cluster/inspector.ts'
import type { Page } from '../session/page.ts'
import type { WireRequest } from '../wire-tap/wire-log.ts'

/** How long a request is on its way across the strip, ms; the style sheet's animation takes as long. */
const WINDOW_MS = 4000
/** Most that are drawn of one broker at a time; under load the latest. */
const MOST_DRAWN = 40

/** Who wants no motion sees them stand where they would have been when the next one came. */
const still = matchMedia('(prefers-reduced-motion: reduce)')

/** Requests as they reach a broker, each a tick that travels: produce, fetch, what nodes tell each other, everything else. */
export function Traffic({ page, nodeId }: { page: Page; nodeId: number }) {
  const delays = useRef(new Map<number, number>())
  const now = Date.now()
  const shown = page.wire.requests.value
    .filter((one) => one.nodeId === nodeId && !isOfPage(one) && now - one.at < WINDOW_MS)
    .slice(-MOST_DRAWN)
  const known = delays.current
  for (const id of known.keys()) if (!shown.some((one) => one.id === id)) known.delete(id)
  for (const { id, at } of shown) if (!known.has(id)) known.set(id, at - now)
  return (
    <div class="traffic" aria-hidden="true">
      {shown.map((one) => (
        <i
          key={one.id}
          class={kindOf(one)}
          style={
            still.matches
              ? { transform: `translateX(${((one.at - now) / WINDOW_MS) * 100}%)` }
              : { animationDelay: `${known.get(one.id)}ms` }
          }
          title={`${ALL_APIS.get(one.apiKey)?.name ?? one.apiKey} · ${one.clientId}`}
        />
      ))}
    </div>
  )
}

type Kind = 'produce' | 'fetch' | 'nodes' | 'other'

const KINDS: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [APIS.Produce.key, 'produce'],
  [APIS.Fetch.key, 'fetch'],
  ...[APIS.Vote, APIS.BeginQuorumEpoch, APIS.EndQuorumEpoch, APIS.BrokerHeartbeat, APIS.AlterPartition].map(
    ({ key }) => [key, 'nodes'] as const,
  ),
])

function kindOf({ apiKey }: WireRequest): Kind {
  return KINDS.get(apiKey) ?? 'other'
}
