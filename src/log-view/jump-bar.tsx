import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { topicPartition } from '../../engine/core/client/topic-partition.ts'
import type { PartitionState } from '../cluster/cluster-state.ts'
import type { Page } from '../session/page.ts'
import { counted } from '../ui/counted.ts'
import { clockTime, count } from '../ui/format.ts'
import { Scroll } from '../ui/scroll.tsx'
import { t } from '../ui/strings.ts'
import { type SearchProgress, searchKey } from './key-search.ts'
import { reasonText } from './reasons.ts'
import { l } from './words.ts'

type By = 'offset' | 'time' | 'key'

interface JumpBarProps {
  page: Page
  partition: PartitionState
  onJump: (offset: number) => void
}

/** To an offset, to the first record not older than a time, or to the records of a key. */
export function JumpBar({ page, partition, onJump }: JumpBarProps) {
  const by = useSignal<By>('offset')
  const text = useSignal('')
  const problem = useSignal<unknown>(null)
  const found = useSignal<SearchProgress | null>(null)
  const search = useSignal<AbortController | null>(null)
  const name = `${partition.topic}-${partition.partition}`
  const stop = () => {
    search.value?.abort()
    search.value = null
  }
  useEffect(() => {
    found.value = null
    problem.value = null
    return stop
  }, [name])
  const find = async () => {
    const controller = new AbortController()
    const { signal } = controller
    search.value = controller
    found.value = null
    const { brokers } = page.inspector.state.peek()
    const tell = (progress: SearchProgress) => {
      if (!signal.aborted) found.value = progress
    }
    try {
      await searchKey({ batches: page.batches, brokers, partition, key: text.value, signal, tell })
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      if (search.value === controller) search.value = null
    }
  }
  const go = async () => {
    stop()
    problem.value = null
    if (text.value === '') return
    try {
      if (by.value === 'offset') onJump(clamped(Number(text.value), partition))
      else if (by.value === 'key') await find()
      else onJump(await offsetAt(page, partition, new Date(text.value).getTime()))
    } catch (error) {
      problem.value = error
    }
  }
  const isSearching = search.value !== null
  return (
    <>
      <form
        class="go-to"
        onSubmit={(event) => {
          event.preventDefault()
          void go()
        }}
      >
        <div class="seg">
          {(['offset', 'time', 'key'] as const).map((one) => (
            <button
              type="button"
              key={one}
              aria-pressed={by.value === one}
              onClick={() => {
                by.value = one
                text.value = ''
              }}
            >
              {l(one)}
            </button>
          ))}
        </div>
        <Field by={by.value} partition={partition} text={text} />
        {isSearching ? (
          <button type="button" class="primary" onClick={stop}>
            {l('Stop')}
          </button>
        ) : (
          <button type="submit">{l(by.value === 'key' ? 'Find' : 'Go')}</button>
        )}
      </form>
      {problem.value !== null && (
        <p class="bad" role="alert">
          {reasonText(problem.value)}
        </p>
      )}
      {found.value && by.value === 'key' && (
        <Found progress={found.value} isSearching={isSearching} partition={partition} onJump={onJump} />
      )}
    </>
  )
}

function Field({ by, partition, text }: { by: By; partition: PartitionState; text: Signal<string> }) {
  const shared = {
    'aria-label': `${l('go to')}${t(' ')}${l(by)}`,
    value: text.value,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => {
      text.value = event.currentTarget.value
    },
  }
  if (by === 'offset')
    return <input type="number" min={partition.logStartOffset} max={partition.highWatermark} {...shared} />
  return by === 'time' ? <input type="datetime-local" step="0.001" {...shared} /> : <input type="text" {...shared} />
}

function clamped(offset: number, { logStartOffset, highWatermark }: PartitionState): number {
  return Math.max(logStartOffset, Math.min(Math.max(logStartOffset, highWatermark - 1), Math.round(offset)))
}

async function offsetAt(page: Page, { topic, partition }: PartitionState, timestamp: number): Promise<number> {
  const admin = await page.inspector.client()
  const listed = await admin.listOffsets([[topicPartition(topic, partition), { timestamp }]])
  const offset = [...listed][0]?.[1].offset ?? -1
  if (offset < 0) throw new Error(l('no record at or after that time'))
  return offset
}

interface FoundProps {
  progress: SearchProgress
  isSearching: boolean
  partition: PartitionState
  onJump: (offset: number) => void
}

function Found({ progress: { matches, upTo, isOver }, isSearching, partition, onJump }: FoundProps) {
  const { logStartOffset: from, highWatermark: to } = partition
  return (
    <div class="found">
      <p class="dim mono" role="status">
        {counted(matches.length, 'record found')} · {l('looked at')} {count(upTo - from)} {l('of')} {count(to - from)}
        {isSearching && <progress aria-label={l('looked at')} max={Math.max(1, to - from)} value={upTo - from} />}
      </p>
      {matches.length > 0 && (
        <Scroll label={l('records found')}>
          <table class="plain">
            <tbody>
              {matches.map(({ offset, timestamp, value }) => (
                <tr key={offset} class="pick" onClick={() => onJump(offset)}>
                  <td>
                    <button type="button" class="link">
                      {count(offset)}
                    </button>
                  </td>
                  <td>{clockTime(timestamp)}</td>
                  <td class={value === null ? 'dim' : ''}>{value ?? 'null'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {isOver && matches.length === 0 && <p class="dim">{l('No record of this partition has that key.')}</p>}
    </div>
  )
}
