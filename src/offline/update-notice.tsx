import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import './update-notice.css'

const WORDS = {
  en: { text: 'A newer version of Logbook is there.', now: 'Load it', later: 'Later' },
  zh: { text: 'Logbook 有新版本。', now: '载入', later: '稍后' },
}

/** Asks before a newer version takes the place of the one that is open. */
export function UpdateNotice({ page: { newVersion } }: { page: Page }) {
  const take = newVersion.value
  if (!take) return null
  const words = WORDS[language.value]
  const later = () => {
    newVersion.value = null
  }
  return (
    <div class="update-notice" role="status">
      {words.text}
      <button type="button" class="primary" onClick={take}>
        {words.now}
      </button>
      <button type="button" class="secondary" onClick={later}>
        {words.later}
      </button>
    </div>
  )
}
