import { Check, Play, Square, X } from 'lucide'
import { Icon } from '../ui/icon.tsx'
import { t } from '../ui/strings.ts'
import type { Author } from './author.ts'
import { a } from './words.ts'

/** What `npm run lessons` would say of the lesson, run here. */
export function ProofView({ author }: { author: Author }) {
  const lines = author.proof.value
  const busy = author.isProving.value
  const failed = lines.filter(({ faults }) => faults.length > 0).length
  return (
    <div class="proof">
      {!author.draft.isWatched && (
        <p>
          {busy ? (
            <button type="button" class="secondary" onClick={() => author.stopProof()}>
              <Icon icon={Square} /> {a('Stop the proof')}
            </button>
          ) : (
            <button type="button" class="primary" onClick={() => void author.prove()}>
              <Icon icon={Play} /> {a('Prove it')}
            </button>
          )}
        </p>
      )}
      {lines.length === 0 && !busy && (
        <p class="dim">
          {a(
            'Nothing has been proved yet: no goal may hold at the start, the solution must meet all of them, twice, and each of its steps must be needed.',
          )}
        </p>
      )}
      <ol aria-live="polite" aria-busy={busy}>
        {lines.map(({ name, faults }) => (
          <li key={name} class={faults.length === 0 ? 'ok' : 'bad'}>
            <Icon icon={faults.length === 0 ? Check : X} /> {name.replace(/^[^:]*: /, '')}
            {faults.map((fault) => (
              <FaultLine key={fault} fault={fault} author={author} />
            ))}
          </li>
        ))}
      </ol>
      {author.slowStep.value !== '' && <pre class="dim">{author.slowStep.value} …</pre>}
      {!busy && lines.length > 0 && (
        <p role="status">{failed === 0 ? a('All is proved.') : `${a('Proofs failed')}${t(': ')}${failed}`}</p>
      )}
    </div>
  )
}

/** A fault with a place leads there. */
function FaultLine({ fault, author }: { fault: string; author: Author }) {
  const [, file, line, column] = /^(.+?\.md):(\d+):(\d+) /.exec(fault) ?? []
  if (file === undefined) return <pre>{fault}</pre>
  return (
    <button type="button" onClick={() => author.land(Number(line), Number(column), file)}>
      <pre>{fault}</pre>
    </button>
  )
}
