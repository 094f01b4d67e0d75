import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { API_BY_KEY } from '../../engine/core/protocol/apis.ts'
import { decodeRequest, decodeResponse } from '../../engine/core/protocol/frame.ts'
import { codecLoading } from '../../engine/core/record/codecs.ts'
import type { TappedFrames } from '../cluster/host-types.ts'
import { INSPECTOR_CLIENT } from '../cluster/inspector.ts'
import type { Page } from '../session/page.ts'
import { bytes, clockTime } from '../ui/format.ts'
import { Hex } from '../ui/hex.tsx'
import { Scroll } from '../ui/scroll.tsx'
import { t } from '../ui/strings.ts'
import { Tree } from '../ui/tree.tsx'
import { FaultsPanel } from './faults-panel.tsx'
import type { WireRequest } from './wire-log.ts'
import { w } from './words.ts'

const DRAWN = 200

/** Every request that the brokers received: a list, and one of them taken apart. */
export function WireView({ page }: { page: Page }) {
  const api = useSignal('')
  const client = useSignal('')
  const own = useSignal(false)
  const quiet = useSignal(true)
  const selected = useSignal<WireRequest | null>(null)
  const all = page.wire.requests.value
  const shown = all.filter(
    (request) =>
      (own.value || request.clientId !== INSPECTOR_CLIENT) &&
      (!quiet.value || !BACKGROUND.has(nameOf(request))) &&
      (api.value === '' || nameOf(request) === api.value) &&
      request.clientId.includes(client.value),
  )
  const names = [...new Set(all.map(nameOf))].sort()
  return (
    <>
      <FaultsPanel page={page} />
      <div class="filters">
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
          <input
            type="checkbox"
            checked={quiet.value}
            onChange={(event) => (quiet.value = event.currentTarget.checked)}
          />{' '}
          {t('hide heartbeats')}
        </label>
        <label>
          <input type="checkbox" checked={own.value} onChange={(event) => (own.value = event.currentTarget.checked)} />{' '}
          {t('show the page’s own')}
        </label>
      </div>
      {shown.length === 0 ? (
        <p class="empty">
          <b>{t('Nothing on the wire yet')}</b>
          {t('Run a command in the terminal: each request it sends appears here, byte for byte.')}
        </p>
      ) : (
        <div class={selected.value ? 'split' : 'whole'}>
          <Requests requests={shown} selected={selected.value} onSelect={(one) => (selected.value = one)} />
          {selected.value && <Detail page={page} request={selected.value} />}
        </div>
      )}
    </>
  )
}

const BACKGROUND = new Set(['Heartbeat', 'BrokerHeartbeat', 'Fetch'])

function nameOf(request: WireRequest): string {
  return API_BY_KEY.get(request.apiKey)?.name ?? `api ${request.apiKey}`
}

/** Brokers among themselves call themselves by their number. */
function nameOfClient({ clientId, peer }: WireRequest): string {
  return /^\d+$/.test(clientId) ? `broker ${clientId}` : clientId || peer
}

interface RequestsProps {
  requests: readonly WireRequest[]
  selected: WireRequest | null
  onSelect: (request: WireRequest) => void
}

function Requests({ requests, selected, onSelect }: RequestsProps) {
  return (
    <Scroll label={t('request')}>
      <table class="plain">
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
          {requests
            .slice(-DRAWN)
            .reverse()
            .map((request) => (
              <tr
                key={`${request.nodeId}:${request.id}`}
                class={`pick ${isSame(request, selected) ? 'selected' : ''}`}
                onClick={() => onSelect(request)}
              >
                <td>{clockTime(request.at)}</td>
                <td>{nameOfClient(request)}</td>
                <td>{request.nodeId}</td>
                <td>
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
                <td>
                  {bytes(request.requestBytes)}
                  {request.responseBytes >= 0 && ` / ${bytes(request.responseBytes)}`}
                </td>
                <td>{request.took < 0 ? '…' : `${request.took.toFixed(1)} ms`}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {requests.length > DRAWN && <p class="dim">{`${requests.length - DRAWN} …`}</p>}
    </Scroll>
  )
}

/** Its answer is known only because the broker gave it. */
function isLost({ fault, responseBytes }: WireRequest): boolean {
  return fault !== undefined && responseBytes < 0
}

function isSame(a: WireRequest, b: WireRequest | null): boolean {
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

function Decoded({ request, side, data }: { request: WireRequest; side: 'request' | 'response'; data: Uint8Array }) {
  const api = API_BY_KEY.get(request.apiKey)
  const answered = isLost(request) ? data.length : request.responseBytes
  const size = side === 'request' ? request.requestBytes : answered
  if (!api || data.length < size) return <p class="dim">{t('Too long to keep whole: the first bytes are below.')}</p>
  try {
    const body =
      side === 'request'
        ? decodeRequest(data).body
        : decodeResponse(api.name as 'Produce', request.apiVersion, data).body
    return (
      <Tree name={`${api.name}${side === 'request' ? 'Request' : 'Response'} v${request.apiVersion}`} value={body} />
    )
  } catch (error) {
    return <p class="bad">{(error as Error).message}</p>
  }
}
