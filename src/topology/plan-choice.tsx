import { type ClusterPlan, PLANS, samePlan } from '../cluster/plan.ts'
import type { Page } from '../session/page.ts'
import { clusterPlan, language } from '../session/settings.ts'
import { t } from '../ui/strings.ts'
import { PastControls } from './past-controls.tsx'
import { TimeControl } from './time-control.tsx'

/** A plan in words. */
export function planText({ brokers, controllers }: ClusterPlan): string {
  const zh = language.value === 'zh'
  if (controllers > 0)
    return zh
      ? `${brokers} 个 broker，${controllers} 个独立控制器`
      : `${brokers} brokers, ${controllers} controllers apart`
  if (brokers === 1) return zh ? '1 个节点' : '1 node'
  const extra = brokers > 3 ? (zh ? '，其中 3 个兼任控制器' : ', 3 of them controllers too') : ''
  return zh ? `${brokers} 个节点${extra}` : `${brokers} nodes${extra}`
}

/** Which nodes run. Another choice shuts those of now down; their disks stay for when they come back. */
export function PlanChoice({ page }: { page: Page }) {
  const { clusterId } = page.inspector.state.value
  const chosen = PLANS.findIndex((plan) => samePlan(plan, clusterPlan.value))
  return (
    <p class="plan">
      <select
        aria-label={t('nodes of the cluster')}
        value={String(chosen)}
        onChange={(event) => {
          const plan = PLANS[Number(event.currentTarget.value)] as ClusterPlan
          void page.act('cluster', planText(plan), () => page.arrange(plan))
        }}
      >
        {PLANS.map((plan, i) => (
          <option key={i} value={String(i)}>
            {planText(plan)}
          </option>
        ))}
      </select>
      <span class="dim mono">{clusterId}</span>
      <TimeControl page={page} />
      <PastControls page={page} />
    </p>
  )
}
