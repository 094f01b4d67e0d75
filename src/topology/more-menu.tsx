import { Ellipsis } from 'lucide'
import type { Page } from '../session/page.ts'
import { lazy } from '../ui/lazy.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { t } from '../ui/strings.ts'

const MoreList = lazy(async () => (await import('./more-list.tsx')).MoreList)

/** What is done to the whole cluster, and seldom; and what the bar has no room for. */
export function MoreMenu({ page }: { page: Page }) {
  return <MenuButton icon={Ellipsis} label={t('more')} list={(close) => <MoreList page={page} close={close} />} />
}
