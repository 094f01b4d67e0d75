import type { Page } from '../session/page.ts'
import { MenuList } from '../ui/menu-list.tsx'
import { type Text, t } from '../ui/strings.ts'

const MINUTE = 60_000
const DAY = 86_400_000

const JUMPS: readonly (readonly [Text, number])[] = [
  ['+1 minute', MINUTE],
  ['+10 minutes', 10 * MINUTE],
  ['+1 hour', 60 * MINUTE],
  ['+1 day', DAY],
  ['+7 days', 7 * DAY],
  ['+30 days', 30 * DAY],
]

/** How far the wall clock can be moved. */
export function JumpList({ page, close }: { page: Page; close: () => void }) {
  const items = JUMPS.map(([text, ms]) => ({
    text: t(text),
    run: () => void page.act('clock', t(text), () => page.clock.advance(ms)),
  }))
  return <MenuList label={t('move the wall clock forward')} items={items} close={close} />
}
