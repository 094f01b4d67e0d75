import { FastForward, Pause, Play } from 'lucide'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { type Text, t } from '../ui/strings.ts'

const RATES = [0.1, 1, 10]
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

/** How fast time runs for brokers and terminals, and what day it is for them. */
export function TimeControl({ page }: { page: Page }) {
  const { time, clock } = page
  const { rate, wallOffsetMs } = time.setting.value
  const still = rate === 0
  const label = still ? t('let time run') : t('stop time')
  const jumps = JUMPS.map(([text, ms]) => ({
    text: t(text),
    run: () => void page.act('clock', t(text), () => clock.advance(ms)),
  }))
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
      <Menu icon={FastForward} label={t('move the wall clock forward')} items={jumps} />
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
