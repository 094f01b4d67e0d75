import type { Page } from '../session/page.ts'
import { t } from '../ui/strings.ts'

/** The brokers in the top bar: number, state, and a star for the active controller. */
export function BrokerChips({ page }: { page: Page }) {
  const { controllerId } = page.inspector.state.value
  const many = page.brokers.value.length > 3
  return (
    <span class={`chips ${many ? 'many' : ''}`} role="status" aria-live="polite">
      {page.brokers.value.map(({ nodeId, state }) => (
        <span class={`chip ${state}`} key={nodeId} title={`${t('broker')} ${nodeId}${t(': ')}${t(state)}`}>
          <span class="dot" />
          {nodeId}
          {state !== 'running' && <span>{t(state)}</span>}
          {state === 'running' && nodeId === controllerId && <em title={t('controller')}>★</em>}
        </span>
      ))}
    </span>
  )
}
