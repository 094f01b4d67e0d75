import { Ellipsis } from 'lucide'
import type { BrokerProcess } from '../cluster/processes.ts'
import type { Page } from '../session/page.ts'
import { lazy } from '../ui/lazy.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { t } from '../ui/strings.ts'

const BrokerMenuList = lazy(async () => (await import('./broker-menu-list.tsx')).BrokerMenuList)

/** The button of everything that can happen to a broker, which is fetched when somebody wants to see it. */
export function BrokerMenu({ page, broker }: { page: Page; broker: BrokerProcess }) {
  const label = `${t('broker')} ${broker.nodeId}${t(': ')}${t('faults')}`
  const list = (close: () => void) => <BrokerMenuList page={page} broker={broker} label={label} close={close} />
  return <MenuButton icon={Ellipsis} label={label} list={list} />
}
