import { batchesIn, recordsIn } from '../../engine/core/record/batch.ts'
import { counted } from './counted.ts'
import { textOf } from './format.ts'

/** A decoded message as a tree that opens and closes. */
export function Tree({ name, value }: { name: string; value: unknown }) {
  return (
    <div class="tree">
      <Node name={name} value={value} open />
    </div>
  )
}

function Node({ name, value, open = false }: { name: string; value: unknown; open?: boolean }) {
  const children = childrenOf(name, value)
  if (!children) {
    return (
      <div class="leaf">
        {name} <Leaf value={value} />
      </div>
    )
  }
  return (
    <details open={open || children.length <= 4}>
      <summary>
        {name} <span class="dim">{Array.isArray(value) ? `[${value.length}]` : ''}</span>
      </summary>
      {children.map(([key, child]) => (
        <Node key={key} name={key} value={child} />
      ))}
    </details>
  )
}

function Leaf({ value }: { value: unknown }) {
  if (value === null) return <span class="dim">null</span>
  if (typeof value === 'number' || typeof value === 'bigint') return <span class="n">{String(value)}</span>
  if (typeof value === 'boolean') return <span class="k">{String(value)}</span>
  if (value instanceof Uint8Array)
    return <span class="dim">{`${counted(value.length, 'byte')} ${textOf(value.subarray(0, 40))}`}</span>
  return <span class="s">{JSON.stringify(value)}</span>
}

function childrenOf(name: string, value: unknown): [string, unknown][] | undefined {
  if (value instanceof Uint8Array) return name === 'records' ? batchesOf(value) : undefined
  if (Array.isArray(value)) return value.map((one, i) => [String(i), one])
  if (typeof value === 'object' && value !== null) return Object.entries(value)
  return undefined
}

/** Record batches are opened as far as they can be read. */
function batchesOf(value: Uint8Array): [string, unknown][] | undefined {
  try {
    return [...batchesIn(value)].map(({ header, bytes }) => [
      `batch ${header.baseOffset}`,
      {
        ...header,
        records: recordsIn(bytes).map(({ offset, key, value: content }) => ({
          offset,
          key: textOf(key),
          value: textOf(content),
        })),
      },
    ])
  } catch {
    return undefined
  }
}
