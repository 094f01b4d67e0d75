import { expect, test } from 'vitest'
import { HEALTHY_DISK } from '../../core/env/disk-faults.ts'
import { CommandError, parseNodeCommand } from './node-commands.ts'

const read = (line: string) => parseNodeCommand(line, [1, 2, 3])
const there = { from: 1, to: 2, cut: true, delayMs: 0 } as const
const back = { from: 2, to: 1, cut: true, delayMs: 0 } as const

test.each([
  ['kill 2', { type: 'process', node: 2, action: 'SIGKILL' }],
  [' start  3 ', { type: 'process', node: 3, action: 'start' }],
  ['cut 1 2', { type: 'link', faults: [there, back] }],
  ['cut 1>2', { type: 'link', faults: [there] }],
  ['cut nodes nodes', { type: 'link', faults: [{ from: 'nodes', to: 'nodes', cut: true, delayMs: 0 }] }],
  ['slow clients>1 200', { type: 'link', faults: [{ from: 'clients', to: 1, cut: false, delayMs: 200 }] }],
  ['heal', { type: 'heal', end: null }],
  ['heal 2', { type: 'heal', end: 2 }],
  ['disk 2 slow', { type: 'disk', node: 2, fault: { ...HEALTHY_DISK, slowMs: 200 } }],
  ['disk 2 slow 50', { type: 'disk', node: 2, fault: { ...HEALTHY_DISK, slowMs: 50 } }],
  ['disk 2 full', { type: 'disk', node: 2, fault: { ...HEALTHY_DISK, full: true } }],
  ['fault add Produce drop', { type: 'fault', words: ['add', 'Produce', 'drop'] }],
  ['disk 2 ok', { type: 'disk', node: 2, fault: HEALTHY_DISK }],
])('%s', (line, command) => {
  expect(read(line)).toEqual(command)
})

test.each([
  ['fly 1', /no such command: fly/],
  ['constructor', /no such command/],
  ['kill', /no such node:/],
  ['kill 4', /no such node: 4 \(there are 1, 2, 3\)/],
  ['kill 1 2', /too much: 2/],
  ['cut 1', /no such node/],
  ['slow 1 2', /milliseconds are wanted/],
  ['slow 1 2 -5', /milliseconds are wanted, not -5/],
  ['disk 1 broken', /a disk is slow, full or ok, not broken/],
])('%s is refused', (line, why) => {
  expect(() => read(line)).toThrow(CommandError)
  expect(() => read(line)).toThrow(why)
})
