import { type ClusterEvent, isTurn } from '../session/event-log.ts'
import { clockTime } from '../ui/format.ts'
import { t } from '../ui/strings.ts'
import { describeEvent } from './describe-event.ts'
import './event-list.css'
import { latestFirst } from './latest-first.ts'

const SHOWN = 40

/** What happened to the cluster lately, in words, the last first. */
export function EventList({ events }: { events: readonly ClusterEvent[] }) {
  const told = latestFirst(events.filter((event) => describeEvent(event) !== undefined).slice(-SHOWN))
  return (
    <ol class="events" aria-label={t('events')}>
      {told.map((event, i) => (
        <li key={i} class={isTurn(event) ? 'turn' : undefined}>
          <time>{clockTime(event.at)}</time>
          {describeEvent(event)}
        </li>
      ))}
    </ol>
  )
}
