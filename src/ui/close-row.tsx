import { t } from './strings.ts'

/** The last row of a dialog that only tells: what closes it. */
export function CloseRow() {
  return (
    <form class="actions" method="dialog">
      <button type="submit" class="secondary">
        {t('Close')}
      </button>
    </form>
  )
}
