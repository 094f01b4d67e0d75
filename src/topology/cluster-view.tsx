import type { Page } from '../session/page.ts'
import { lazy } from '../ui/lazy.tsx'
import { t } from '../ui/strings.ts'
import { BrokerCard } from './broker-card.tsx'
import { PlanChoice } from './plan-choice.tsx'

const UnderBrokers = lazy(async () => (await import('./under-brokers.tsx')).UnderBrokers)

/** The nodes with their replicas, what is wrong with the links, the groups, and what happened lately. */
export function ClusterView({ page }: { page: Page }) {
  return (
    <>
      <PlanChoice page={page} />
      {page.brokers.value.length === 0 && /asking|owner/.test(page.ownership.value) && (
        <p class="dim">{t('The nodes of the cluster are about to start …')}</p>
      )}
      <div class="brokers">
        {page.brokers.value.map((broker) => (
          <BrokerCard key={broker.nodeId} page={page} broker={broker} />
        ))}
      </div>
      {page.started.value && <UnderBrokers page={page} />}
    </>
  )
}
