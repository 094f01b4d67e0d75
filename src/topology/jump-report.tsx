import { X } from 'lucide'
import { useEffect } from 'preact/hooks'
import type { BrokerChanges, GroupChange, ReplicaChange } from '../session/consequences.ts'
import type { Page } from '../session/page.ts'
import { shownPartition } from '../session/selection.ts'
import { language, shownPane, stageView } from '../session/settings.ts'
import { spanText } from '../terminal/commands/clock.ts'
import { bytes, count } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { t } from '../ui/strings.ts'
import './jump-report.css'

/** What the last jump of the wall clock brought, broker by broker, until it is dismissed. */
export function JumpReport({ page: { clock } }: { page: Page }) {
  const jump = clock.jump.value
  useEffect(() => {
    const dismiss = ({ key, target }: KeyboardEvent) => {
      if (key === 'Escape' && !(target as HTMLElement).closest('.xterm, .monaco-editor, dialog'))
        clock.jump.value = null
    }
    document.addEventListener('keydown', dismiss)
    return () => document.removeEventListener('keydown', dismiss)
  }, [clock])
  if (!jump) return null
  const { byMs, wall, brought } = jump
  return (
    <div class="jump" role="status" aria-label={t('what the jump brought')}>
      <div class="heading">
        <b>+{spanText(byMs)}</b>
        <span class="dim">{new Date(wall).toLocaleString(language.value === 'zh' ? 'zh-CN' : 'en')}</span>
        <span class="grow" />
        <button
          type="button"
          aria-label={t('Close')}
          onClick={() => {
            clock.jump.value = null
          }}
        >
          <Icon icon={X} />
        </button>
      </div>
      {brought === null && <p class="dim">{t('The brokers are doing what that time would have brought …')}</p>}
      {brought?.length === 0 && <p class="dim">{t('Nothing was old enough to go.')}</p>}
      {brought?.map((changes) => (
        <OfBroker key={changes.nodeId} changes={changes} />
      ))}
    </div>
  )
}

function OfBroker({ changes: { nodeId, replicas, groups } }: { changes: BrokerChanges }) {
  return (
    <section>
      <h3>broker {nodeId}</h3>
      <ul>
        {replicas.map((replica) => (
          <li key={replica.partition}>
            <PartitionLink partition={replica.partition} /> {replicaText(replica)}
          </li>
        ))}
        {groups.map((group) => (
          <li key={group.group}>
            <span class="mono">{group.group}</span> {groupText(group)}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Opens the partition in the Log view. */
function PartitionLink({ partition }: { partition: string }) {
  const [, topic = partition, index = '0'] = /^(.*)-(\d+)$/.exec(partition) ?? []
  return (
    <button
      type="button"
      class="link mono"
      onClick={() => {
        shownPartition.value = { topic, partition: Number(index) }
        stageView.value = 'log'
        shownPane.value = 'stage'
      }}
    >
      {partition}
    </button>
  )
}

function replicaText({ segments, bytes: size, logStart, producers, compacted }: ReplicaChange): string {
  const zh = language.value === 'zh'
  const parts: string[] = []
  if (segments > 0)
    parts.push(
      zh
        ? `删除 ${segments} 个段（${bytes(size)}）`
        : `${segments} ${segments === 1 ? 'segment' : 'segments'} deleted (${bytes(size)})`,
    )
  if (logStart) parts.push(`${t('log start')} ${count(logStart.from)} → ${count(logStart.to)}`)
  if (compacted) parts.push(`${zh ? '已压实' : 'compacted'} ${bytes(compacted.from)} → ${bytes(compacted.to)}`)
  if (producers > 0)
    parts.push(
      zh
        ? `忘记 ${producers} 个空闲的生产者`
        : `${producers} idle ${producers === 1 ? 'producer' : 'producers'} forgotten`,
    )
  return parts.join(zh ? '，' : ', ')
}

function groupText({ offsets, removed }: GroupChange): string {
  const zh = language.value === 'zh'
  const parts: string[] = []
  if (offsets > 0)
    parts.push(
      zh ? `${offsets} 个已提交的偏移量过期` : `${offsets} committed ${offsets === 1 ? 'offset' : 'offsets'} expired`,
    )
  if (removed) parts.push(zh ? '消费组已消失' : 'the group is gone')
  return parts.join(zh ? '，' : ', ')
}
