import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { serve } from './serve.mjs'

const folder = mkdtempSync(join(tmpdir(), 'logbook-serve-'))
writeFileSync(join(folder, 'index.html'), 'here')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what is no address is refused, and the next is served; a connection that asks nothing does not keep it up', async () => {
  const site = await serve(folder, 0)
  const idle = connect(Number(new URL(site.url).port), 'localhost')
  await new Promise((resolve) => idle.once('connect', resolve))
  expect((await fetch(`${site.url}%`)).status).toBe(400)
  expect(await (await fetch(site.url)).text()).toBe('here')
  const ended = new Promise((resolve) => idle.once('close', resolve))
  await site.close()
  await ended
})

test('files are read and nothing else: any other method is refused', async () => {
  const site = await serve(folder, 0)
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const { status, headers } = await fetch(site.url, { method })
    expect([method, status, headers.get('allow')]).toEqual([method, 405, 'GET, HEAD'])
  }
  const head = await fetch(site.url, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  await site.close()
})
