import { useSignal } from '@preact/signals'
import { FileText, Folder } from 'lucide'
import { useEffect } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import type { FileEntry } from '../terminal/worker-protocol.ts'
import { bytes, clockTime } from '../ui/format.ts'
import { Hex } from '../ui/hex.tsx'
import { Icon } from '../ui/icon.tsx'
import { Scroll } from '../ui/scroll.tsx'
import { t } from '../ui/strings.ts'
import './files-view.css'
import '../ui/views.css'
import '../ui/table.css'

/** Where the log dirs of all brokers are. */
const START = '/tmp'
const PREVIEW = 2048

/** The machine's files: the brokers' disks first of all. */
export function FilesView({ page }: { page: Page }) {
  const folder = useSignal(START)
  const entries = useSignal<readonly FileEntry[]>([])
  const picked = useSignal<FileEntry | null>(null)
  const state = page.inspector.state.value
  useEffect(() => {
    void page.terminal.api.listFiles(folder.value).then(
      (found) => (entries.value = found),
      () => (entries.value = []),
    )
  }, [folder.value, state])
  const open = (entry: FileEntry) => {
    if (entry.kind === 'folder') folder.value = entry.path
    else picked.value = entry
  }
  return (
    <div class="split files">
      <Scroll label={t('Files')}>
        <Path path={folder.value} onOpen={(path) => (folder.value = path)} />
        <table class="plain">
          <thead>
            <tr>
              <th>{t('name')}</th>
              <th>{t('size')}</th>
              <th>{t('changed')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.value.map((entry) => (
              <tr key={entry.path} class={`pick ${entry.path === picked.value?.path ? 'selected' : ''}`}>
                <td>
                  <button type="button" class="link" onClick={() => open(entry)}>
                    <Icon icon={entry.kind === 'folder' ? Folder : FileText} /> {entry.name}
                  </button>
                </td>
                <td>{entry.kind === 'file' ? bytes(entry.size) : ''}</td>
                <td>{entry.kind === 'file' ? clockTime(entry.modified).slice(0, -4) : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {entries.value.length === 0 && <p class="empty">{t('This folder is empty.')}</p>}
      </Scroll>
      {picked.value && <Preview page={page} entry={picked.value} />}
    </div>
  )
}

function Path({ path, onOpen }: { path: string; onOpen: (path: string) => void }) {
  const parts = path.split('/').filter((part) => part !== '')
  return (
    <nav class="path mono" aria-label={t('Files')}>
      <button type="button" class="link" onClick={() => onOpen('/')}>
        /
      </button>
      {parts.map((part, i) => (
        <button type="button" class="link" key={part} onClick={() => onOpen(`/${parts.slice(0, i + 1).join('/')}`)}>
          {part}
          {i < parts.length - 1 ? ' /' : ''}
        </button>
      ))}
    </nav>
  )
}

function Preview({ page, entry }: { page: Page; entry: FileEntry }) {
  const content = useSignal<Uint8Array>(new Uint8Array())
  useEffect(() => {
    void page.terminal.api.readFile(entry.path, 0, PREVIEW).then((found) => (content.value = found))
  }, [entry])
  const text = isText(content.value) ? new TextDecoder().decode(content.value) : undefined
  return (
    <Scroll label={entry.name}>
      <p class="mono dim">
        {entry.name} · {bytes(entry.size)}
      </p>
      {text === undefined ? (
        <Hex bytes={content.value} ranges={[]} picked={null} onPick={() => {}} />
      ) : (
        <pre class="file">{text}</pre>
      )}
    </Scroll>
  )
}

function isText(content: Uint8Array): boolean {
  return content.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13)
}
