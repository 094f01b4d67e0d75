import { type ClusterPlan, PLANS, samePlan } from '../cluster/plan.ts'
import type { Page } from '../session/page.ts'
import { clusterPlan } from '../session/settings.ts'
import { t } from '../ui/strings.ts'
import { planText } from './plan-text.ts'

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
      {clusterId && (
        <span class="dim id">
          {t('cluster id')} <span class="mono">{clusterId}</span>
        </span>
      )}
    </p>
  )
}
