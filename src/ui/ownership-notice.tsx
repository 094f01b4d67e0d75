import { useEffect, useRef } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { type Text, t } from './strings.ts'
import './dialog.css'

interface Notice {
  readonly title: Text
  readonly body: Text
  readonly action: Text
}

const NOTICES: { readonly [state in 'elsewhere' | 'moved']: Notice } = {
  elsewhere: {
    title: 'The cluster runs in another tab or frame',
    body: 'Only one tab, or one frame of a page, can own its files. You can go on there, or take the cluster over: the other one shuts its brokers down and hands the cluster on.',
    action: 'Take it over',
  },
  moved: {
    title: 'The cluster moved to another tab or frame',
    body: 'It was taken over there; nothing was lost. Take it back to go on here.',
    action: 'Take it back',
  },
}

/** Says that another tab owns the cluster, and offers to take it over. */
export function OwnershipNotice({ page }: { page: Page }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const state = page.ownership.value
  const notice = state === 'elsewhere' || state === 'moved' ? NOTICES[state] : undefined
  useEffect(() => {
    if (notice && !dialog.current?.open) dialog.current?.showModal()
    if (!notice) dialog.current?.close()
  }, [notice])
  return (
    <dialog ref={dialog} aria-labelledby="ownership-title" onCancel={(event) => event.preventDefault()}>
      {notice && (
        <>
          <h2 id="ownership-title">{t(notice.title)}</h2>
          <p>{t(notice.body)}</p>
          <div class="actions">
            <button type="button" class="primary" onClick={() => void page.takeOver()}>
              {t(notice.action)}
            </button>
          </div>
        </>
      )}
    </dialog>
  )
}
