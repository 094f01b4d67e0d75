import type { Page } from '../session/page.ts'
import { t } from '../ui/strings.ts'

/** The lesson beside the cluster. */
export function LessonPane({ page }: { page: Page }) {
  return (
    <section class="lesson" aria-label={t('lesson')}>
      {page.crumb.value}
    </section>
  )
}
