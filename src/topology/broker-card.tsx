import { Play } from 'lucide'
import type { BrokerProcess } from '../cluster/processes.ts'
import type { Page } from '../session/page.ts'
import { Icon } from '../ui/icon.tsx'
import { lazy } from '../ui/lazy.tsx'
import { t } from '../ui/strings.ts'

const BrokerMenu = lazy(async () => (await import('./broker-menu.tsx')).BrokerMenu)
const BrokerContents = lazy(async () => (await import('./broker-contents.tsx')).BrokerContents)

/** One node: its state, its menu of faults, and what it holds. */
export function BrokerCard({ page, broker }: { page: Page; broker: BrokerProcess }) {
  const { nodeId, state } = broker
  const down = state === 'stopped' || state === 'killed'
  const isBroker = rolesOf(broker).includes('broker')
  return (
    <section class={`broker ${down ? 'down' : state}`} aria-label={`${t('broker')} ${nodeId}`}>
      <header>
        <h3>
          {isBroker ? t('broker') : t('controller')} {nodeId}
          {nodeId === page.inspector.state.value.controllerId && !down && (
            <span class="star" title={t('active controller')}>
              ★{isBroker && <span class="wide"> {t('controller')}</span>}
            </span>
          )}
          <span class="addr">:{portOf(broker)}</span>
          {state !== 'running' && <span class="dim">{t(state)}</span>}
        </h3>
        {down && (
          <button
            type="button"
            onClick={({ currentTarget, detail }) => {
              if (detail > 1) return
              // It goes when the broker starts: the keyboard goes on at the menu.
              currentTarget.parentElement?.querySelector<HTMLElement>('.menu button')?.focus()
              void page.act('fault', `${t('broker')} ${nodeId}${t(': ')}${t('start')}`, () => page.boot(nodeId))
            }}
          >
            <Icon icon={Play} /> {t('start')}
          </button>
        )}
        {page.started.value && <BrokerMenu page={page} broker={broker} />}
      </header>
      {page.started.value && <BrokerContents page={page} broker={broker} isBroker={isBroker} />}
    </section>
  )
}

function rolesOf({ properties }: BrokerProcess): string {
  return properties.get('process.roles') ?? 'broker'
}

function portOf({ properties }: BrokerProcess): string {
  return /\/\/[^:]*:(\d+)/.exec(properties.get('listeners') ?? '')?.[1] ?? '9092'
}
