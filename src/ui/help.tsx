import { useEffect, useRef } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { CloseRow } from './close-row.tsx'
import { KEY_HELP } from './key-help.ts'
import { t } from './strings.ts'
import './help.css'
import './dialog.css'
import './table.css'

/** The help sheet with all keys. */
export function HelpDialog({ page }: { page: Page }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const closed = () => {
    page.helpShown.value = false
  }
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={closed}>
      <h2 id="help-title">{t('Keyboard help')}</h2>
      <table class="plain help">
        <tbody>
          {KEY_HELP.map(({ keys, text }) => (
            <tr key={keys}>
              <td>
                <kbd>{keys}</kbd>
              </td>
              <td>{text[language.value]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <CloseRow />
    </dialog>
  )
}
