import { Pause, Play } from 'lucide'
import type { Page } from '../session/page.ts'
import { Icon } from '../ui/icon.tsx'
import { t } from '../ui/strings.ts'

const RATES = [0.1, 1, 10]

/** How fast time runs for brokers and terminals: sessions, elections and timeouts wait with it. */
export function TimeControl({ page: { faults } }: { page: Page }) {
  const { rate } = faults.time.value
  const set = (next: number) => faults.setTime({ ...faults.time.value, rate: next })
  const still = rate === 0
  const label = still ? t('let time run') : t('stop time')
  return (
    <span class="time">
      <button type="button" aria-pressed={still} title={label} aria-label={label} onClick={() => set(still ? 1 : 0)}>
        <Icon icon={still ? Play : Pause} />
      </button>
      <select
        aria-label={t('speed of time')}
        value={String(still ? 1 : rate)}
        onChange={(event) => set(Number(event.currentTarget.value))}
      >
        {RATES.map((one) => (
          <option key={one} value={String(one)}>
            {one}×
          </option>
        ))}
      </select>
    </span>
  )
}
