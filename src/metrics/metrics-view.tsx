import { useComputed } from '@preact/signals'
import type { Page } from '../session/page.ts'
import { bytes, count } from '../ui/format.ts'
import { t } from '../ui/strings.ts'
import { BINARY_STEPS, Chart, type Line } from './chart.tsx'
import './metrics.css'
import type { BrokerSample, Sample } from './metrics-log.ts'

const COLOURS = ['--p1', '--p0', '--p2', '--p3', '--p4', '--p5']

/** The last five minutes as curves. */
export function MetricsView({ page }: { page: Page }) {
  const samples = page.metrics.samples.value
  const nodes = useComputed(() => page.brokers.value.map(({ nodeId }) => nodeId)).value
  const times = samples.map(({ at }) => at / 1000)
  const ofBrokers = (tell: (sample: BrokerSample) => number): Line[] =>
    nodes.map((id, i) => ({
      label: `${t('broker')} ${id}`,
      colour: COLOURS[i % COLOURS.length] as string,
      values: samples.map(({ brokers }) => {
        const sample = brokers.get(id)
        return sample ? tell(sample) : null
      }),
    }))
  const line = (label: string, colour: string, tell: (sample: Sample) => number | null): Line => ({
    label,
    colour,
    values: samples.map(tell),
  })
  const whole = (value: number) => (Number.isInteger(value) ? count(value) : value.toFixed(1))
  const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
  const perSecond = (value: number) => `${bytes(value)}/s`
  return (
    <div class="metrics">
      <Chart title={t('requests a second')} times={times} lines={ofBrokers((one) => one.requests)} text={whole} />
      <Chart
        title={t('request latency')}
        times={times}
        lines={[
          line('p50', '--ok', ({ latency }) => latency?.p50 ?? null),
          line('p99', '--warn', ({ latency }) => latency?.p99 ?? null),
        ]}
        text={ms}
      />
      <Chart
        title={t('bytes in')}
        times={times}
        lines={ofBrokers((one) => one.bytesIn)}
        text={perSecond}
        steps={BINARY_STEPS}
      />
      <Chart
        title={t('bytes out')}
        times={times}
        lines={ofBrokers((one) => one.bytesOut)}
        text={perSecond}
        steps={BINARY_STEPS}
      />
      <Chart
        title={t('replication')}
        times={times}
        lines={[
          line(t('under-replicated partitions'), '--bad', ({ underReplicated }) => underReplicated),
          line(t('ISR changes'), '--accent', ({ isrChanges }) => isrChanges),
        ]}
        text={whole}
      />
      <p class="dim">
        {t(
          'From what the brokers answered; the page’s own questions are left out, and latency leaves out requests that wait on purpose (Fetch).',
        )}
      </p>
    </div>
  )
}
