import { useEffect, useRef, useState } from 'preact/hooks'
import { saveFile } from '../ui/files.ts'
import { showDialog } from '../ui/show-dialog.ts'
import type { Draft } from './draft.ts'
import { exportName, exportPack } from './export-pack.ts'
import { faultsOf, leftOut, packFile } from './pack-file.ts'
import { a } from './words.ts'
import '../ui/dialog.css'

/** Asks how the pack is called and arranged, says what no learner will get, and gives it to the author as a zip. */
export function exportDraft(draft: Draft): void {
  showDialog((close) => <PackFileDialog draft={draft} close={close} />)
}

function PackFileDialog({ draft, close }: { draft: Draft; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const sources = draft.sources.value
  const [yaml, setYaml] = useState(() => packFile(sources, draft.packYaml.peek()))
  const [faults, setFaults] = useState<readonly string[]>([])
  useEffect(() => dialog.current?.showModal(), [])
  const save = () => {
    const wrong = faultsOf(sources, yaml)
    setFaults(wrong)
    if (wrong.length > 0) return
    draft.editPack(yaml)
    saveFile(`${exportName(yaml)}.zip`, 'application/zip', exportPack(sources, yaml))
    dialog.current?.close()
  }
  return (
    <dialog ref={dialog} class="pack-file" aria-labelledby="pack-file-title" onClose={close}>
      <h2 id="pack-file-title">{a('Export the pack …').replace(/ ?…+/, '')}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <label class="labelled">
          {a('pack.yaml: its name (letters, digits, hyphens), title, tracks, and the lessons in their order')}
          <textarea rows={12} spellcheck={false} value={yaml} onInput={(event) => setYaml(event.currentTarget.value)} />
        </label>
        <ul class="bad" role="alert">
          {faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
        <Warning
          text={a('No learner sees these files: their lesson or language is not listed.')}
          files={leftOut(sources, yaml)}
        />
        <Warning text={a('These files have faults.')} files={draft.faulty} />
        <div class="actions">
          <button type="button" class="secondary" onClick={() => dialog.current?.close()}>
            {a('Cancel')}
          </button>
          <button type="submit" class="primary">
            {a('Export')}
          </button>
        </div>
      </form>
    </dialog>
  )
}

function Warning({ text, files }: { text: string; files: readonly string[] }) {
  if (files.length === 0) return null
  return (
    <p class="warn">
      {text} <code>{files.join(', ')}</code>
    </p>
  )
}
