import { FastForward, Pause, Play } from 'lucide'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { Icon } from '../ui/icon.tsx'
import { lazy } from '../ui/lazy.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { t } from '../ui/strings.ts'

const RATES = [0.1, 1, 10]
const JumpList = lazy(async () => (await import('./jump-list.tsx')).JumpList)

/** How fast time runs for brokers and terminals, and what day it is for them. */
export function TimeControl({ page }: { page: Page }) {
  const { time, clock } = page
  const { rate, wallOffsetMs } = time.setting.value
  const still = rate === 0
  const label = still ? t('let time run') : t('stop time')
  return (
    <span class="time">
      <button type="button" aria-pressed={still} title={label} aria-label={label} onClick={() => clock.pause(!still)}>
        <Icon icon={still ? Play : Pause} />
      </button>
      <select
        aria-label={t('speed of time')}
        value={String(still ? 1 : rate)}
        onChange={(event) => clock.setRate(Number(event.currentTarget.value))}
      >
        {RATES.map((one) => (
          <option key={one} value={String(one)}>
            {one}×
          </option>
        ))}
      </select>
      <MenuButton
        icon={FastForward}
        label={t('move the wall clock forward')}
        list={(close) => <JumpList page={page} close={close} />}
      />
      {wallOffsetMs > 0 && (
        <span class="today" title={t('the day it is for the cluster')}>
          {dayOf(time.wall())}
        </span>
      )}
    </span>
  )
}

function dayOf(wall: number): string {
  const locale = language.value === 'zh' ? 'zh-CN' : 'en'
  return new Date(wall).toLocaleDateString(locale, { month: 'short', day: 'numeric' })
}
