import { useEffect, useRef } from 'preact/hooks'
import { language } from '../session/settings.ts'
import { CloseRow } from './close-row.tsx'
import { showDialog } from './show-dialog.ts'
import './link-dialog.css'
import './dialog.css'

/** The dialog's own words. */
const ZH = {
  'The link could not be copied': '无法复制链接',
  'The browser does not let this page copy: copy the link here.': '浏览器不允许本页复制，请在这里自行复制链接。',
  'The link': '链接',
} as const

function own(text: keyof typeof ZH): string {
  return language.value === 'zh' ? ZH[text] : text
}

/** Whether the browser let the page copy: over plain http there is no clipboard, and a frame's may be refused. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** Shows a link that could not be copied, whatever becomes of the button that asked for it. */
export function showLink(link: string): void {
  showDialog((close) => <LinkDialog link={link} close={close} />)
}

/** A link, selected, to be copied by hand. */
function LinkDialog({ link, close }: { link: string; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <dialog ref={dialog} class="link-dialog" aria-labelledby="link-title" onClose={close}>
      <h2 id="link-title">{own('The link could not be copied')}</h2>
      <p>{own('The browser does not let this page copy: copy the link here.')}</p>
      <label class="labelled">
        {own('The link')}
        <input ref={field} type="text" readOnly value={link} />
      </label>
      <CloseRow />
    </dialog>
  )
}
