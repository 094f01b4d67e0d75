import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { language } from './settings.ts'
import { explainEnd, type TellingPage, whyItEnded } from './why-it-ended.ts'

const FATAL = '[2026-11-23 05:00:00,000] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)\n'

function pageOf(...log: readonly string[]) {
  const brokers = signal([{ nodeId: 1, state: 'killed' }])
  const page: TellingPage = { problem: signal(null), brokers, events: { serverLog: () => log } }
  return { page, brokers }
}

test('the notice goes when that broker runs again', async () => {
  const { page, brokers } = pageOf(`${FATAL}java.lang.RuntimeException: No readable meta.properties files found.`)
  explainEnd(page, 1)
  expect(said(page)).toContain('Broker 1 ended by itself.')
  brokers.value = [{ nodeId: 1, state: 'starting' }]
  brokers.value = [{ nodeId: 2, state: 'running' }]
  language.value = 'zh'
  expect(said(page)).toContain('broker 1 自行停止。')
  language.value = 'en'
  brokers.value = [{ nodeId: 1, state: 'running' }]
  expect(page.problem.value).toBeNull()
})

test('what is told later stays when that broker runs again', async () => {
  const { page, brokers } = pageOf(FATAL)
  explainEnd(page, 1)
  page.problem.value = 'another'
  brokers.value = [{ nodeId: 1, state: 'running' }]
  expect(page.problem.value).toBe('another')
})

/** What the notice shows, in the language of now. */
function said({ problem: { value } }: TellingPage): string {
  return typeof value === 'function' ? value() : String(value)
}

test.each([
  [
    `${FATAL}java.lang.RuntimeException: Stored node id 1`,
    'its log says why: java.lang.RuntimeException: Stored node id 1',
  ],
  [`${FATAL}    at x.js`, 'its log says why: [2026-11-23 05:00:00,000] ERROR Exiting Kafka'],
  [`${FATAL}java.lang.RuntimeException: No readable meta.properties files found.`, 'has never been formatted'],
  [`${FATAL}org.apache.kafka.common.KafkaException: x: Address already in use.`, 'already listens on its port'],
])('%s', (log, told) => {
  expect(whyItEnded(1, [log])).toContain(told)
})
