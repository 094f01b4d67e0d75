import type { LinkFault } from '../cluster/faults.ts'
import type { Page } from '../session/page.ts'
import { shownLog } from '../session/selection.ts'
import { lazy } from '../ui/lazy.tsx'
import { t } from '../ui/strings.ts'
import { BrokerCard } from './broker-card.tsx'
import { PlanChoice } from './plan-choice.tsx'

const EventList = lazy(async () => (await import('./event-list.tsx')).EventList)
const ServerLog = lazy(async () => (await import('../server-log/server-log.tsx')).ServerLog)

/** The nodes with their replicas, what is wrong with the links, the groups, and what happened lately. */
export function ClusterView({ page }: { page: Page }) {
  const state = page.inspector.state.value
  const topics = [...state.topics.values()].filter((topic) => !topic.internal)
  // What the open lesson is about stands above what others left.
  const ofLesson = page.lesson.touched().topics
  const rank = (name: string) => (ofLesson.includes(name) ? 0 : 1)
  const partitions = topics.sort((a, b) => rank(a.name) - rank(b.name)).flatMap((topic) => topic.partitions)
  const most = Math.max(1, ...partitions.map((partition) => partition.highWatermark))
  return (
    <>
      <PlanChoice page={page} />
      {page.brokers.value.length === 0 && /asking|owner/.test(page.ownership.value) && (
        <p class="dim">{t('The nodes of the cluster are about to start …')}</p>
      )}
      <div class="brokers">
        {page.brokers.value.map((broker) => (
          <BrokerCard key={broker.nodeId} page={page} broker={broker} partitions={partitions} most={most} />
        ))}
      </div>
      {shownLog.value !== null && <ServerLog page={page} nodeId={shownLog.value} />}
      <LinkFaults page={page} />
      <Groups page={page} />
      {page.started.value && <EventList events={page.events.events.value} />}
    </>
  )
}

function LinkFaults({ page: { faults } }: { page: Page }) {
  if (faults.links.value.length === 0) return null
  return (
    <p class="links" role="status">
      {faults.links.value.map((fault) => (
        <span class="fault" key={`${fault.from}>${fault.to}`}>
          {linkText(fault)}
        </span>
      ))}
      <button type="button" onClick={() => faults.healLinks()}>
        {t('mend all links')}
      </button>
    </p>
  )
}

function linkText({ from, to, cut, delayMs }: LinkFault): string {
  const end = (one: LinkFault['from']) => (typeof one === 'number' ? String(one) : t(one))
  return `${end(from)} → ${end(to)} ${cut ? `✂ ${t('cut')}` : `+${delayMs} ms`}`
}

function Groups({ page }: { page: Page }) {
  const { groups } = page.inspector.state.value
  if (groups.length === 0) return null
  return (
    <table class="plain groups">
      <thead>
        <tr>
          <th>{t('group')}</th>
          <th>{t('state')}</th>
          <th>{t('members')}</th>
          <th>{t('committed')}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.id}>
            <td>{group.id}</td>
            <td>{group.state}</td>
            <td>{group.members.length}</td>
            <td>
              {group.committed.map(({ topic, partition, offset }) => `${topic}-${partition} @ ${offset}`).join(', ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
