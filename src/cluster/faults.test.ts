import { expect, test } from 'vitest'
import type { PortSwitch } from '../../engine/host/browser/port-switch.ts'
import { ClusterFaults, type LinkEnd, linkBetween } from './faults.ts'

const cut = (from: LinkEnd, to: LinkEnd) => ({ from, to, cut: true, delayMs: 0 })
const slow = (from: LinkEnd, to: LinkEnd, delayMs: number) => ({ from, to, cut: false, delayMs })

test.each([
  ['one way', [cut(1, 2)], 'broker-1', 'broker-2', true],
  ['not the other way', [cut(1, 2)], 'broker-2', 'broker-1', false],
  ['another node', [cut(1, 2)], 'broker-1', 'broker-12', false],
  ['clients are those that are no node', [cut('clients', 3)], 'terminal', 'broker-3', true],
  ['a cell too', [cut('clients', 3)], 'cell', 'broker-3', true],
  ['a node is no client', [cut('clients', 3)], 'broker-1', 'broker-3', false],
  ['all nodes', [cut(2, 'nodes')], 'broker-2', 'broker-1', true],
  ['anyone', [cut(2, 'anyone')], 'broker-2', 'terminal', true],
  ['the page itself sees through it', [cut('anyone', 2)], 'page', 'broker-2', false],
] as const)('%s', (_name, faults, from, to, lost) => {
  expect(linkBetween(faults, from, to).cut).toBe(lost)
})

test('the slowest of several delays counts', () => {
  const faults = [slow(1, 'anyone', 100), slow('nodes', 2, 300)]
  expect(linkBetween(faults, 'broker-1', 'broker-2')).toEqual({ cut: false, delayMs: 300 })
})

test('a link that is cut is as slow as before, and one that is slow or not is as cut', () => {
  const faults = new ClusterFaults({ setLinks: () => {} } as unknown as PortSwitch, {
    setDisk: () => {},
    setRules: async () => {},
  })
  const links = () => faults.links.value.map(({ cut, delayMs }) => [cut, delayMs])
  faults.changeLink(1, 'anyone', { delayMs: 300 })
  faults.cut(1, 'anyone')
  expect(links()).toEqual([
    [true, 300],
    [true, 300],
  ])
  faults.changeLink(1, 'anyone', { delayMs: 0 })
  expect(links()).toEqual([
    [true, 0],
    [true, 0],
  ])
  faults.changeLink(1, 'anyone', { cut: false })
  expect(links()).toEqual([])
})
