import { useSignal } from '@preact/signals'
import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'
import { showGroup, showRequest } from '../session/links.ts'
import type { Page } from '../session/page.ts'
import { count } from '../ui/format.ts'
import { writerOf } from '../wire-tap/writer-of.ts'
import './record-links.css'
import { l } from './words.ts'

interface RecordLinksProps {
  page: Page
  at: TopicPartition
  /** Of the batch that holds the record. */
  baseOffset: number
  offset: number
}

/** From a record back to the request that wrote it, and on to the groups that read its partition. */
export function RecordLinks({ page, at, baseOffset, offset }: RecordLinksProps) {
  const state = useSignal<'' | 'searching' | 'forgotten'>('')
  const find = async () => {
    state.value = 'searching'
    const writer = await writerOf(page, at, baseOffset)
    state.value = writer ? '' : 'forgotten'
    if (writer) showRequest(writer)
  }
  const positions = page.inspector.state.value.groups.flatMap(({ id, committed }) => {
    const own = committed.find(({ topic, partition }) => topic === at.topic && partition === at.partition)
    return own ? [{ id, committed: own.offset }] : []
  })
  return (
    <p class="record-links">
      <span>
        {l('record')} <b class="mono">{count(offset)}</b>
      </span>
      <button type="button" class="link" disabled={state.value === 'searching'} onClick={() => void find()}>
        {l('the request that wrote it')}
      </button>
      {positions.map(({ id, committed }) => (
        <span key={id}>
          <button type="button" class="link" onClick={() => showGroup(id)}>
            {id} @ {count(committed)}
          </button>{' '}
          <span class="dim">{l(committed > offset ? 'has read it' : 'has not committed it')}</span>
        </span>
      ))}
      <span role="status" class="dim">
        {state.value === 'forgotten' && l('That request is no longer remembered.')}
      </span>
    </p>
  )
}
