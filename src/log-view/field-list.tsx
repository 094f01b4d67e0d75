import { isValidCrc } from '../../engine/core/record/batch.ts'
import { language } from '../session/settings.ts'
import { t } from '../ui/strings.ts'
import type { StoredBatch } from './batch-source.ts'
import type { BatchField } from './fields.ts'
import { useRoving } from './roving.ts'
import { l } from './words.ts'

const COLOURS = ['var(--p0)', 'var(--p1)', 'var(--p2)', 'var(--p3)', 'var(--p5)', 'var(--p4)'] as const

/** The colour of the n-th field of a batch. */
export function fieldColour(n: number): string {
  return COLOURS[n % COLOURS.length] as string
}

interface FieldListProps {
  batch: StoredBatch
  fields: readonly BatchField[]
  picked: number | null
  onPick: (field: number) => void
}

/** The fields with their values; what is pointed at, or has the focus, is explained and shown among the bytes. */
export function FieldList({ batch, fields, picked, onPick }: FieldListProps) {
  const roving = useRoving([...fields.keys()], picked ?? 0)
  return (
    <table class="plain fields" {...roving.box}>
      <tbody>
        {fields.map(({ name, value }, i) => {
          const { tabIndex, onFocus } = roving.one(i)
          const focus = () => {
            onFocus()
            onPick(i)
          }
          return (
            <tr key={`${i}${name}`} class={i === picked ? 'selected' : ''} onPointerEnter={() => onPick(i)}>
              <td>
                <button type="button" class="link" tabIndex={tabIndex} onFocus={focus} onClick={focus}>
                  <i style={{ background: fieldColour(i) }} /> {name}
                </button>
              </td>
              <td>
                {value} {name === 'crc' && <Crc batch={batch} />}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Crc({ batch }: { batch: StoredBatch }) {
  return isValidCrc(batch.bytes) ? <span class="ok">✓</span> : <span class="bad">✗</span>
}

/** What a field says and what it is for. */
export function Explained({ field }: { field: BatchField | undefined }) {
  return (
    <p class="field mono" aria-live="polite">
      {field ? (
        <>
          <b>{field.name}</b> {field.value} <span class="dim">{field.meaning[language.value]}</span>
        </>
      ) : (
        <span class="dim">
          {t('Point at a byte to see its field.')}
          {t(' ')}
          {l('Point at a record, too.')}
        </span>
      )}
    </p>
  )
}
