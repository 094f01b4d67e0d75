import { expect, test } from 'vitest'
import { ServerLogs } from './server-logs.ts'
import { TreeFiles } from './tree.ts'

const line = (time: string, message: string, logger = 'kafka.server.KafkaRaftServer') =>
  `[2026-11-21 ${time},000] INFO ${message} (${logger})`

function logs() {
  const saved = new Map<string, number>()
  const files = new TreeFiles(() => 0)
  files.presetFolder('/k/logs')
  const waiting: (() => void)[] = []
  const made = new ServerLogs(
    files,
    '/k/logs',
    (path, file) => void saved.set(path, file?.bytes.length ?? -1),
    (_ms, run) => void waiting.push(run),
  )
  const text = async (name: string) => new TextDecoder().decode(await files.read(`/k/logs/${name}`))
  return { made, files, text, saved, waiting }
}

test('all nodes write one server.log; what log4j2.yaml sets apart goes beside it', async () => {
  const { made, files, text } = logs()
  made.add([line('20:00:01', 'a'), line('20:00:02', 'elected', 'org.apache.kafka.controller.QuorumController')])
  made.add([line('20:00:03', 'b'), line('20:00:04', 'cleaned', 'org.apache.kafka.storage.internals.log.LogCleaner')])
  await made.flush()
  expect(await text('server.log')).toBe(`${line('20:00:01', 'a')}\n${line('20:00:03', 'b')}\n`)
  expect(await files.list('/k/logs')).toEqual(['controller.log', 'log-cleaner.log', 'server.log'])
})

test('a log begins anew with the hour, after the last hour that it tells of; three earlier ones are kept', async () => {
  const { made, files, text } = logs()
  for (const hour of ['18', '19', '20', '21', '22']) {
    made.add([line(`${hour}:10:00`, hour), 'java.lang.Exception: goes on'])
    await made.flush()
  }
  const names = await files.list('/k/logs')
  expect(names).toEqual(['server.log', ...['19', '20', '21'].map((hour) => `server.log.2026-11-21-${hour}`)])
  expect(await text('server.log')).toBe(`${line('22:10:00', '22')}\njava.lang.Exception: goes on\n`)
})

test('it stays bounded, whole lines at its beginning', async () => {
  const { made, text } = logs()
  const long = Array.from({ length: 6000 }, (_, i) => line('20:00:00', `${i} ${'x'.repeat(100)}`))
  made.add(long)
  await made.flush()
  const kept = (await text('server.log')).split('\n')
  expect(kept.length).toBeLessThan(2000)
  expect(kept[0]).toMatch(/^\[2026-11-21 20:00:00,000\] INFO \d+ x+ \(kafka/)
  expect(kept.at(-2)).toBe(long.at(-1))
})

test('it is saved now and then, not with each line; what is dropped is never written', async () => {
  const { made, saved, text, waiting } = logs()
  made.add([line('20:00:00', 'a')])
  await made.flush()
  made.add([line('20:00:01', 'b')])
  await made.flush()
  expect(saved.size).toBe(0)
  for (const run of waiting.splice(0)) run()
  await Promise.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  expect(saved.get('/k/logs/server.log')).toBe((await text('server.log')).length)
  made.add([line('20:00:02', 'undone')])
  made.drop()
  await made.flush()
  expect(await text('server.log')).not.toMatch('undone')
})
