import { expect, test } from 'vitest'
import { APIS } from '../../engine/core/protocol/apis.ts'
import { encodeRequest } from '../../engine/core/protocol/frame.ts'
import type { WireRequest } from '../wire-tap/wire-log.ts'
import { Heartbeats } from './heartbeats.ts'

/** A Heartbeat without its length prefix, as the tap keeps it. */
function requestOf(memberId: string): Uint8Array {
  const body = { groupId: 'g', generationId: 1, memberId, groupInstanceId: null }
  return encodeRequest('Heartbeat', 4, { correlationId: 1, clientId: 'c' }, body).subarray(4)
}

test('only the members that were heard of lately are remembered', async () => {
  let watch = (_request: WireRequest) => {}
  const onAnswered = (one: typeof watch) => {
    watch = one
    return () => {}
  }
  const framesOf = async (_node: number, id: number) => ({
    request: requestOf(id === 999 ? 'm0' : `m${id}`),
    response: null,
  })
  const heartbeats = new Heartbeats({ onAnswered }, framesOf as never, () => 10)
  const hear = async (id: number) => {
    watch({ apiKey: APIS.Heartbeat.key, nodeId: 1, id, took: 0 } as WireRequest)
    await new Promise((resume) => setImmediate(resume))
  }
  await hear(0)
  await hear(1)
  await hear(999)
  for (let id = 2; id < 201; id++) await hear(id)
  expect(['m0', 'm1', 'm200'].map((id) => heartbeats.of(id).length)).toEqual([2, 0, 1])
})

test('heartbeats are told apart by the member that their bytes name', async () => {
  let watch = (_request: WireRequest) => {}
  const onAnswered = (one: typeof watch) => {
    watch = one
    return () => {}
  }
  let now = 0
  const frame = (memberId: string) => ({
    request: requestOf(memberId),
    response: null,
  })
  const frames = new Map([
    [1, frame('a')],
    [2, frame('b')],
    [3, frame('a')],
  ])
  const heartbeats = new Heartbeats(
    { onAnswered },
    async (_node, id) => frames.get(id) as never,
    () => now,
  )
  for (const id of [1, 2, 3, 4]) {
    now += 1000
    watch({ apiKey: APIS.Heartbeat.key, nodeId: 1, id, took: 5 } as WireRequest)
  }
  await new Promise((resume) => setTimeout(resume))
  expect([heartbeats.of('a'), heartbeats.of('b'), heartbeats.of('c')]).toEqual([[995, 2995], [1995], []])
})
