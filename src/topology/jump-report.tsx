import { signal } from '@preact/signals'
import { X } from 'lucide'
import { useEffect } from 'preact/hooks'
import type { BrokerChanges, GroupChange, ReplicaChange } from '../session/consequences.ts'
import type { Page } from '../session/page.ts'
import { shownPartition } from '../session/selection.ts'
import { language, shownPane, stageView } from '../session/settings.ts'
import { spanText } from '../terminal/commands/spans.ts'
import { counted } from '../ui/counted.ts'
import { bytes, count } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { t } from '../ui/strings.ts'
import './jump-report.css'

/** What the last jump of the wall clock brought, in one line that opens to tell it broker by broker, until it is dismissed. */
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
  const date = new Date(wall).toLocaleString(language.value === 'zh' ? 'zh-CN' : 'en')
  const told = brought === null ? t('The brokers are doing what that time would have brought …') : inAll(brought)
  return (
    <div class="jump" role="status" aria-label={t('what the jump brought')}>
      <details
        open={isOpen.value}
        onToggle={({ currentTarget }) => {
          isOpen.value = currentTarget.open
        }}
      >
        <summary>
          <b>+{spanText(byMs)}</b> <span class="dim">{date}</span> <span>{told}</span>
        </summary>
        {brought?.map((changes) => (
          <OfBroker key={changes.nodeId} changes={changes} />
        ))}
      </details>
      <button
        type="button"
        aria-label={t('Close')}
        onClick={({ currentTarget }) => {
          currentTarget.closest('.stage')?.querySelector<HTMLElement>('.view')?.focus()
          clock.jump.value = null
        }}
      >
        <Icon icon={X} />
      </button>
    </div>
  )
}

/** The next jump's report is as this one was left. */
const isOpen = signal(false)

/** What all brokers did, in one line. */
function inAll(brought: readonly BrokerChanges[]): string {
  if (brought.length === 0) return t('Nothing was old enough to go.')
  const replicas = brought.flatMap((one) => one.replicas)
  const sum = (of: (replica: ReplicaChange) => number) => replicas.reduce((all, replica) => all + of(replica), 0)
  const compacted = replicas.flatMap((replica) => replica.compacted ?? [])
  const told = replicaText({
    segments: sum(({ segments }) => segments),
    bytes: sum((replica) => replica.bytes),
    producers: sum(({ producers }) => producers),
    compacted:
      compacted.length > 0 ? compacted.reduce((a, b) => ({ from: a.from + b.from, to: a.to + b.to })) : undefined,
    logStart: undefined,
  })
  const groups = brought.flatMap((one) => one.groups).map((group) => `${group.group}: ${groupText(group)}`)
  const parts = [told, ...groups].filter((text) => text !== '')
  return parts.join(language.value === 'zh' ? '；' : '; ') || counted(replicas.length, 'replica: the log start moved')
}

function OfBroker({ changes: { nodeId, replicas, groups } }: { changes: BrokerChanges }) {
  return (
    <section>
      <h2>broker {nodeId}</h2>
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

function replicaText({
  segments,
  bytes: size,
  logStart,
  producers,
  compacted,
}: Omit<ReplicaChange, 'partition'>): string {
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
        ? `清除 ${producers} 个空闲生产者的状态`
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
