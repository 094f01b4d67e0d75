import { Undo2 } from 'lucide'
import type { Page } from '../session/page.ts'
import { undo } from '../session/undo.ts'
import { Icon } from '../ui/icon.tsx'
import { t } from '../ui/strings.ts'

/** Brings everything back to before the last step. */
export function UndoButton({ page }: { page: Page }) {
  const { history } = page
  const last = history.steps.value.at(-1)
  const busy = history.undoing.value !== null
  const label = busy ? t('undoing …') : last ? `${t('Undo')}${t(': ')}${last.text}` : t('nothing to undo')
  return (
    <button
      type="button"
      class="undo"
      title={`${label} (Alt+Z)`}
      aria-label={label}
      aria-busy={busy}
      disabled={busy || !last}
      onClick={() => void undo(page)}
    >
      <Icon icon={Undo2} />
    </button>
  )
}
