import type { ClusterEvent } from '../session/event-log.ts'
import { clockTime } from '../ui/format.ts'
import { t } from '../ui/strings.ts'
import { describeEvent } from './describe-event.ts'
import './event-list.css'

const SHOWN = 40

/** What happened to the cluster lately, in words, the last first. */
export function EventList({ events }: { events: readonly ClusterEvent[] }) {
  const told = events.flatMap((event) => {
    const text = describeEvent(event)
    return text ? [{ event, text }] : []
  })
  return (
    <ol class="events" aria-label={t('events')}>
      {told
        .slice(-SHOWN)
        .sort((a, b) => b.event.at - a.event.at)
        .map(({ event, text }, i) => (
          <li key={i}>
            <time>{clockTime(event.at)}</time>
            {text}
          </li>
        ))}
    </ol>
  )
}
