import { X } from 'lucide'
import type { Page } from '../session/page.ts'
import { Icon } from './icon.tsx'
import { t } from './strings.ts'
import './problem-notice.css'

/** What went wrong with the cluster as a whole, whichever view is open, until it is dismissed or mended. */
export function ProblemNotice({ page: { problem } }: { page: Page }) {
  if (problem.value === null) return null
  return (
    <div class="notice bad problem" role="alert">
      <span class="grow">{typeof problem.value === 'function' ? problem.value() : problem.value}</span>
      <button
        type="button"
        aria-label={t('Close')}
        onClick={() => {
          problem.value = null
        }}
      >
        <Icon icon={X} />
      </button>
    </div>
  )
}
