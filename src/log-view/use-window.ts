import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { PartitionState } from '../cluster/cluster-state.ts'
import { wantedRecord } from '../session/selection.ts'

/** A record to which was jumped; `nth` tells it from the same one that was jumped to before. */
export interface Target {
  readonly offset: number
  readonly nth: number
}

/** Which piece of a log is shown, and what of it is looked at. */
export interface LogWindow {
  /** null: the end, which is followed. */
  readonly from: number | null
  readonly target: Target | null
  /** First offset of the batch that was picked. */
  readonly picked: Signal<number | null>
  /** null: back to the end. */
  move(offset: number | null): void
  jump(offset: number): void
}

/** Begins at the end of each log, which `key` tells from others, and goes to the record that another view wants shown. */
export function useWindow(key: string, partition: PartitionState | undefined): LogWindow {
  const from = useSignal<number | null>(null)
  const target = useSignal<Target | null>(null)
  const picked = useSignal<number | null>(null)
  const jumps = useRef(0)
  const move = (offset: number | null) => {
    from.value = offset
    target.value = null
    picked.value = null
  }
  const jump = (offset: number) => {
    move(offset)
    target.value = { offset, nth: ++jumps.current }
  }
  useEffect(() => move(null), [key])
  const wanted = wantedRecord.value
  useEffect(() => {
    if (!wanted || wanted.topic !== partition?.topic || wanted.partition !== partition.partition) return
    jump(wanted.offset)
    wantedRecord.value = null
  }, [wanted, key])
  return { from: from.value, target: target.value, picked, move, jump }
}
