import { Play, Skull, Square } from 'lucide'
import type { PartitionState } from '../cluster/cluster-state.ts'
import type { BrokerProcess } from '../cluster/processes.ts'
import type { ClusterEvent } from '../session/event-log.ts'
import type { Page } from '../session/page.ts'
import { shownPartition } from '../session/selection.ts'
import { stageView } from '../session/settings.ts'
import { clockTime, count, partitionColour } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { t } from '../ui/strings.ts'
import { describeEvent } from './describe-event.ts'

/** The brokers with their replicas, and what happened lately. */
export function ClusterView({ page }: { page: Page }) {
  const state = page.inspector.state.value
  const partitions = [...state.topics.values()].filter((topic) => !topic.internal).flatMap((topic) => topic.partitions)
  const most = Math.max(1, ...partitions.map((partition) => partition.highWatermark))
  return (
    <>
      {page.problem.value && (
        <div class="notice bad" role="alert">
          {page.problem.value}
        </div>
      )}
      <div class="brokers">
        {page.brokers.value.map((broker) => (
          <Broker key={broker.nodeId} page={page} broker={broker} partitions={partitions} most={most} />
        ))}
      </div>
      <Groups page={page} />
      <Events events={page.events.events.value} />
    </>
  )
}

interface BrokerProps {
  page: Page
  broker: BrokerProcess
  partitions: readonly PartitionState[]
  most: number
}

function Broker({ page, broker, partitions, most }: BrokerProps) {
  const { controllerId } = page.inspector.state.value
  const down = broker.state === 'stopped' || broker.state === 'killed'
  const own = partitions.filter(({ replicas }) => replicas.includes(broker.nodeId))
  return (
    <section class={`broker ${down ? 'down' : ''}`} aria-label={`broker ${broker.nodeId}`}>
      <h3>
        broker {broker.nodeId}
        {broker.nodeId === controllerId && !down && <span class="star">★ {t('controller')}</span>}
        <span class="addr">:{portOf(broker)}</span>
        <span class="grow" />
        {broker.state !== 'running' && <span class="dim">{t(broker.state)}</span>}
        {down && (
          <button type="button" onClick={() => void page.boot()}>
            <Icon icon={Play} /> {t('start')}
          </button>
        )}
        {broker.state === 'running' && (
          <>
            <button type="button" onClick={() => page.stop(broker.nodeId)}>
              <Icon icon={Square} /> {t('stop')}
            </button>
            <button type="button" onClick={() => page.kill(broker.nodeId)}>
              <Icon icon={Skull} /> {t('kill -9')}
            </button>
          </>
        )}
      </h3>
      {own.length === 0 && <p class="dim">{t('no topics yet')}</p>}
      {own.map((partition) => (
        <Replica key={`${partition.topic}-${partition.partition}`} partition={partition} broker={broker} most={most} />
      ))}
    </section>
  )
}

function portOf({ properties }: BrokerProcess): string {
  return /PLAINTEXT:\/\/[^:]*:(\d+)/.exec(properties.get('listeners') ?? '')?.[1] ?? '9092'
}

function Replica({ partition, broker, most }: { partition: PartitionState; broker: BrokerProcess; most: number }) {
  const { topic, partition: index, leader, isr, highWatermark, logStartOffset } = partition
  const down = broker.state !== 'running'
  const role = down ? 'off' : leader === broker.nodeId ? 'lead' : isr.includes(broker.nodeId) ? 'sync' : 'behind'
  const width = `${Math.max(highWatermark > 0 ? 2 : 0, (highWatermark / most) * 100)}%`
  const gone = `${(logStartOffset / most) * 100}%`
  return (
    <button
      type="button"
      class={`rep ${role}`}
      style={{ '--c': partitionColour(index), '--w': width, '--g': gone }}
      title={`${topic}-${index}: ${logStartOffset} … ${highWatermark}`}
      onClick={() => {
        shownPartition.value = { topic, partition: index }
        stageView.value = 'log'
      }}
    >
      <span class="name">
        {topic}-{index}
      </span>
      <span class="log">
        <b />
      </span>
      <span class="num">{count(Math.max(0, highWatermark))}</span>
      <span class="role">{role}</span>
    </button>
  )
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

const SHOWN = 40

function Events({ events }: { events: readonly ClusterEvent[] }) {
  const told = events.flatMap((event) => {
    const text = describeEvent(event)
    return text ? [{ event, text }] : []
  })
  return (
    <ol class="events" aria-label={t('events')}>
      {told
        .slice(-SHOWN)
        .reverse()
        .map(({ event, text }, i) => (
          <li key={i}>
            <time>{clockTime(event.at)}</time>
            {text}
          </li>
        ))}
    </ol>
  )
}
