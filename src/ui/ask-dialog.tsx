import { useEffect, useRef, useState } from 'preact/hooks'
import { showDialog } from './show-dialog.ts'
import { t } from './strings.ts'
import './ask-dialog.css'
import './dialog.css'

/** What is asked of the learner. */
export interface Question {
  readonly title: string
  readonly text?: string
  /** The button that says yes. */
  readonly yes: string
  /** Given: something is to be typed. */
  readonly field?: { readonly label: string; readonly value: string }
  /** Does what was agreed to; gives why it cannot be done, and the dialog stays. */
  readonly act: (typed: string) => string | undefined
}

/** Asks in a dialog of the page's own: in a frame of another site the browser's do nothing. */
export function ask(question: Question): void {
  const asker = document.activeElement
  const back = () => asker instanceof HTMLElement && asker.isConnected && asker.focus()
  showDialog((close) => (
    <AskDialog
      question={question}
      close={() => {
        close()
        back()
      }}
    />
  ))
}

function AskDialog({ question: { title, text, yes, field, act }, close }: { question: Question; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(field?.value ?? '')
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    dialog.current?.showModal()
    input.current?.select()
  }, [])
  const agree = () => {
    const why = act(typed)
    if (why === undefined) dialog.current?.close()
    setProblem(why)
  }
  return (
    <dialog ref={dialog} class="ask-dialog" aria-labelledby="ask-title" onClose={close}>
      <h2 id="ask-title">{title}</h2>
      {text !== undefined && <p>{text}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          agree()
        }}
      >
        {field && (
          <label class="labelled">
            {field.label}
            <input ref={input} type="text" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
          </label>
        )}
        <p class="bad" role="alert">
          {problem}
        </p>
        <div class="actions">
          <button type="button" class="secondary" onClick={() => dialog.current?.close()}>
            {t('Cancel')}
          </button>
          <button type="submit" class="primary">
            {yes}
          </button>
        </div>
      </form>
    </dialog>
  )
}
