import { Scroll } from '../ui/scroll.tsx'
import { type GroupHistory, type Rebalance, shortIds } from './history.ts'
import { type Domain, spanText } from './span.ts'
import { g } from './words.ts'

const SHOWN = 30

/** Each rebalance with what it cost, the latest first; one can be looked at closely. */
export function Rebalances({ history, onShow }: { history: GroupHistory; onShow: (domain: Domain) => void }) {
  const latest = history.rebalances.slice(-SHOWN).reverse()
  if (latest.length === 0) return null
  return (
    <Scroll label={g('rebalances')}>
      <table class="plain folds rebalances">
        <thead>
          <tr>
            <th>{g('generation')}</th>
            <th class="number">{g('members')}</th>
            <th class="number">{g('took')}</th>
            <th class="number">{g('nobody works')}</th>
            <th>{g('longest wait')}</th>
            <th>{g('reason')}</th>
          </tr>
        </thead>
        <tbody>
          {latest.map((one) => (
            <tr key={one.began} class="pick" onClick={() => onShow(around(one))}>
              <td>
                <button type="button" class="link">
                  {cameTo(one)} {one.protocol && `· ${one.protocol}`}
                </button>
              </td>
              <td class="number" data-label={g('members')}>
                {hasOutcome(one) ? one.members : ''}
              </td>
              <td class="number" data-label={g('took')}>
                {one.ended === null ? '…' : spanText(one.tookMs)}
              </td>
              <td class={`number ${one.stoppedMs > 0 ? 'bad' : ''}`} data-label={g('nobody works')}>
                {hasOutcome(one) ? spanText(one.stoppedMs) : ''}
              </td>
              <td data-label={g('longest wait')}>{longestWait(one)}</td>
              <td class="reason" title={one.reason}>
                {shortIds(one.reason)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function hasOutcome({ ended, isInterrupted }: Rebalance): boolean {
  return ended !== null && !isInterrupted
}

/** The generation that it led to, or why there is none. */
function cameTo({ ended, isInterrupted, generation }: Rebalance): string {
  if (ended === null) return g('under way')
  return isInterrupted ? g('interrupted') : String(generation)
}

/** From the partition that was without an owner first, to some time after all have one. */
function around({ began, ended, waited }: Rebalance): Domain {
  const end = ended ?? began + 1000
  const from = Math.min(began, ...waited.map(({ ms }) => end - ms))
  const margin = Math.max(50, (end - from) * 0.25)
  return { from: from - margin, to: end + margin }
}

function longestWait({ waited }: Rebalance): string {
  const [longest] = [...waited].sort((a, b) => b.ms - a.ms)
  return longest ? `${longest.partition}: ${spanText(longest.ms)}` : ''
}
