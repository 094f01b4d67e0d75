import { useSignal } from '@preact/signals'
import { X } from 'lucide'
import { useEffect, useState } from 'preact/hooks'
import { apiOf, BEYOND } from '../../engine/core/protocol/apis.ts'
import { decodeAnswer, decodeRequest } from '../../engine/core/protocol/frame.ts'
import type { Api } from '../../engine/core/protocol/schema.ts'
import { codecLoading } from '../../engine/core/record/codecs.ts'
import type { TappedFrames } from '../cluster/host-types.ts'
import { isOfPage } from '../cluster/inspector.ts'
import { showGroup, showRecord } from '../session/links.ts'
import type { Page } from '../session/page.ts'
import { type RequestId, shownRequest, shownRequests } from '../session/selection.ts'
import { bytes, clockTime, count } from '../ui/format.ts'
import { Hex } from '../ui/hex.tsx'
import { Icon } from '../ui/icon.tsx'
import { Scroll } from '../ui/scroll.tsx'
import { t } from '../ui/strings.ts'
import { Tree } from '../ui/tree.tsx'
import { useHeld } from '../ui/use-held.ts'
import { FaultsPanel } from './faults-panel.tsx'
import { inOrder } from './in-order.ts'
import { topicNames } from './topic-names.ts'
import './requests.css'
import './touched.css'
import { touchedBy } from './touched.ts'
import { isIdle, nameOf, nameOfClient, wantedBy } from './wire-filter.ts'
import type { WireRequest } from './wire-log.ts'
import { w } from './words.ts'
import '../ui/views.css'
import '../ui/table.css'

const DRAWN = 200
/** Of requests that rush by nobody reads more than the newest. */
const DRAWN_RUSHING = 24

/** Every request that the brokers received: a list, and one of them taken apart. */
export function WireView({ page }: { page: Page }) {
  const api = useSignal('')
  const client = useSignal('')
  const broker = useSignal('')
  const own = useSignal(false)
  const quiet = useSignal(true)
  const all = inOrder(page.wire.requests.value)
  const of = shownRequests.value
  const wanted = shownRequest.value
  const selected = all.find((request) => isSame(request, wanted)) ?? null
  const isWanted = wantedBy({ api: api.value, client: client.value, broker: broker.value })
  const shown = all.filter(
    (request) =>
      (own.value || !isOfPage(request)) &&
      (!of || of.peers.value.has(request.peer)) &&
      (!quiet.value || of !== null || !isIdle(request)) &&
      isWanted(request),
  )
  const names = [...new Set(all.map(nameOf))].sort()
  const nodes = [...new Set(all.map(({ nodeId }) => nodeId))].sort((a, b) => a - b)
  return (
    <>
      <FaultsPanel page={page} />
      <div class="filters">
        {of && (
          <p class="limited" role="status">
            {w('Requests of')} <b class="mono">{of.text}</b>
            <button type="button" aria-label={w('Requests of everybody')} onClick={() => (shownRequests.value = null)}>
              <Icon icon={X} />
            </button>
          </p>
        )}
        <label>
          API{' '}
          <select value={api.value} onChange={(event) => (api.value = event.currentTarget.value)}>
            <option value="">{t('all')}</option>
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          {t('client')} <input value={client.value} onInput={(event) => (client.value = event.currentTarget.value)} />
        </label>
        <label>
          {t('broker')}{' '}
          <select value={broker.value} onChange={(event) => (broker.value = event.currentTarget.value)}>
            <option value="">{t('all')}</option>
            {nodes.map((node) => (
              <option key={node}>{node}</option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={quiet.value && of === null}
            disabled={of !== null}
            onChange={(event) => (quiet.value = event.currentTarget.checked)}
          />{' '}
          {t('hide heartbeats and empty fetches')}
        </label>
        <label>
          <input type="checkbox" checked={own.value} onChange={(event) => (own.value = event.currentTarget.checked)} />{' '}
          {t('show the page’s own')}
        </label>
      </div>
      {wanted && !selected && <p class="notice">{t('These bytes are no longer remembered.')}</p>}
      {shown.length === 0 && !selected ? (
        <NoRequests isLimited={of !== null} />
      ) : (
        <div class={selected ? 'split' : 'whole'}>
          <Requests
            requests={shown}
            most={page.wire.isRushing ? DRAWN_RUSHING : DRAWN}
            selected={selected}
            onSelect={({ nodeId, id }) => select({ nodeId, id })}
          />
          {selected && <Detail key={`${selected.nodeId}:${selected.id}`} page={page} request={selected} />}
        </div>
      )}
    </>
  )
}

function select(request: RequestId): void {
  shownRequest.value = request
}

function NoRequests({ isLimited }: { isLimited: boolean }) {
  if (isLimited)
    return <p class="empty">{w('None of its requests is remembered any more: only the last thousand of all are.')}</p>
  return (
    <p class="empty">
      <b>{t('Nothing on the wire yet')}</b>
      {t('Run a command in the terminal: each request it sends appears here, byte for byte.')}
    </p>
  )
}

interface RequestsProps {
  requests: readonly WireRequest[]
  /** Rows drawn at once, the newest, beside those of requests that wait for their answers. */
  most: number
  selected: WireRequest | null
  onSelect: (request: WireRequest) => void
}

function Requests({ requests, most, selected, onSelect }: RequestsProps) {
  const newest = requests.length - most
  const [drawn, hold] = useHeld(requests.filter(({ isOpen }, i) => isOpen || i >= newest).reverse())
  return (
    <Scroll label={t('request')}>
      <table class="plain folds requests" onPointerDown={hold}>
        <thead>
          <tr>
            <th>{t('time')}</th>
            <th>{t('from')}</th>
            <th>{t('to')}</th>
            <th>{t('request')}</th>
            <th>{t('bytes')}</th>
            <th>{t('took')}</th>
          </tr>
        </thead>
        <tbody>
          {drawn.map((request) => (
            <tr
              key={`${request.nodeId}:${request.id}`}
              class={`pick ${isSame(request, selected) ? 'selected' : ''}`}
              onClick={() => onSelect(request)}
            >
              <td class="when">{clockTime(request.at)}</td>
              <td class="sender">{nameOfClient(request)}</td>
              <td class="receiver">{request.nodeId}</td>
              <td class="api">
                <button type="button" class="link" aria-pressed={isSame(request, selected)}>
                  {nameOf(request)} v{request.apiVersion}
                </button>
                {request.fault && (
                  <>
                    {' '}
                    <span class="fault">{request.fault}</span>
                  </>
                )}
              </td>
              <td class="size">
                {bytes(request.requestBytes)}
                {request.responseBytes >= 0 && ` / ${bytes(request.responseBytes)}`}
              </td>
              <td class="took">{took(request)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {requests.length > drawn.length && <p class="dim">{`${requests.length - drawn.length} …`}</p>}
    </Scroll>
  )
}

/** Three dots: it waits for its answer; none: there is to be none. */
function took({ took, isOpen }: WireRequest): string {
  if (took >= 0) return `${took.toFixed(1)} ms`
  return isOpen ? '…' : '–'
}

/** Its answer is known only because the broker gave it. */
function isLost({ fault, responseBytes }: WireRequest): boolean {
  return fault !== undefined && responseBytes < 0
}

function isSame(a: WireRequest, b: RequestId | null): boolean {
  return a.id === b?.id && a.nodeId === b.nodeId
}

function Detail({ page, request }: { page: Page; request: WireRequest }) {
  const frames = useSignal<TappedFrames | undefined | null>(null)
  const side = useSignal<'request' | 'response'>('request')
  useEffect(() => {
    // Whatever compression the records of the request have.
    void Promise.all([page.processes.framesOf(request.nodeId, request.id), codecLoading('gzip')]).then(
      ([found]) => (frames.value = found),
    )
  }, [request])
  if (frames.value === null) return <div />
  if (frames.value === undefined) return <p class="empty">{t('These bytes are no longer remembered.')}</p>
  const data = side.value === 'request' ? frames.value.request : frames.value.response
  return (
    <div class="wire-detail">
      <div class="seg">
        {(['request', 'response'] as const).map((one) => (
          <button type="button" key={one} aria-pressed={side.value === one} onClick={() => (side.value = one)}>
            {t(one)}
          </button>
        ))}
      </div>
      {request.fault && (
        <p class="notice">
          {w('A fault of yours hit this request:')} <b class="mono">{request.fault}</b>.
          {data && side.value === 'response' && isLost(request) && ` ${w('This answer was given, and never arrived.')}`}
        </p>
      )}
      <TouchedRecords page={page} request={request} frames={frames.value} />
      {data ? (
        <Scroll label={t(side.value)}>
          <Decoded request={request} side={side.value} data={data} />
          <Hex bytes={data} ranges={[]} picked={null} onPick={() => {}} />
        </Scroll>
      ) : (
        <p class="dim">{t('not answered')}</p>
      )}
    </div>
  )
}

/** Where the records lie that a request wrote, read or marked as read. */
function TouchedRecords({ page, request, frames }: { page: Page; request: WireRequest; frames: TappedFrames }) {
  const names = topicNames(page.inspector.state.value)
  const touched = touchedBy(request, frames, names)
  if (touched.length === 0) return null
  return (
    <ul class="touched">
      {touched.slice(0, MOST_TOUCHED).map(({ how, topic, partition, offset, last, group }) => (
        <li key={`${topic}-${partition}`}>
          {w(how)}{' '}
          <button type="button" class="link" onClick={() => showRecord({ topic, partition }, offset)}>
            {topic}-{partition} @ {count(offset)}
            {last !== null && last > offset && ` … ${count(last)}`}
          </button>
          {group !== undefined && (
            <>
              {' '}
              {w('by the group')}{' '}
              <button type="button" class="link" onClick={() => showGroup(group)}>
                {group}
              </button>
            </>
          )}
        </li>
      ))}
      {touched.length > MOST_TOUCHED && <li class="dim">+{touched.length - MOST_TOUCHED}</li>}
    </ul>
  )
}

const MOST_TOUCHED = 12

/** With its messages; undefined until they are there, should no node of ours serve it. */
function useApi(key: number): Api | undefined {
  const [, look] = useState(0)
  useEffect(() => {
    if (!apiOf(key)) BEYOND.loading()?.then(() => look(1))
  }, [key])
  return apiOf(key)
}

function Decoded({ request, side, data }: { request: WireRequest; side: 'request' | 'response'; data: Uint8Array }) {
  const api = useApi(request.apiKey)
  const answered = isLost(request) ? data.length : request.responseBytes
  const size = side === 'request' ? request.requestBytes : answered
  if (!api || data.length < size) return <p class="dim">{t('Too long to keep whole: the first bytes are below.')}</p>
  try {
    const body = side === 'request' ? decodeRequest(data).body : decodeAnswer(api, request.apiVersion, data).body
    return (
      <Tree name={`${api.name}${side === 'request' ? 'Request' : 'Response'} v${request.apiVersion}`} value={body} />
    )
  } catch (error) {
    return <p class="bad">{(error as Error).message}</p>
  }
}
