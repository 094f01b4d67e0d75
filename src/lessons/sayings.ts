/** How a goal that is not met says what is the case now. */
export interface Sayings {
  /** Between two things that are said. */
  and: string
  noTopic(topic: string): string
  topicExists(topic: string): string
  partitions(n: number): string
  replicas(n: number): string
  inSync(n: number): string
  config(name: string, value: string): string
  records(n: number): string
  distinct(what: 'partition' | 'key' | 'value', n: number): string
  offsets(start: number, end: number): string
  bytes(n: number): string
  batches(n: number): string
  codecs(names: readonly string[]): string
  noGroup(group: string): string
  groupState(state: string): string
  members(n: number): string
  idle(n: number): string
  most(n: number): string
  committed(n: number): string
  nothingCommitted: string
  lag(n: number): string
  broker(id: number, up: boolean): string
  noPartition(partition: string): string
  leader(partition: string, id: number): string
  epoch(n: number): string
  isr(partition: string, ids: readonly number[]): string
  controller(id: number): string
  leaderMoved(from: number, to: number): string
  controllerMoved(from: number, to: number): string
  truncated(broker: number, from: number, to: number): string
  segment(baseOffset: number): string
  logStart(from: number, to: number): string
  compacted(from: number, to: number): string
  rebalance(generation: number, stoppedMs: number, waitedMs: number): string
  memberLeft(name: string, why: string): string
  faultHit(api: string, action: string): string
  repeated(offset: number): string
  clockMoved(days: number): string
  times(what: string, n: number): string
  forSeconds(n: number): string
  tooLate(seconds: number): string
  ran(times: number): string
  failed(status: number): string
  /** A program was run, but without these words. */
  without(program: string, words: string): string
  notYet: string
}

const s = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`

/** In English. */
export const SAYINGS: Sayings = {
  and: ', ',
  noTopic: (topic) => `no topic ${topic}`,
  topicExists: (topic) => `${topic} exists`,
  partitions: (n) => s(n, 'partition'),
  replicas: (n) => s(n, 'replica'),
  inSync: (n) => `${n} in sync`,
  config: (name, value) => `${name}=${value}`,
  records: (n) => `${n} such ${n === 1 ? 'record' : 'records'}`,
  distinct: (what, n) => s(n, what),
  offsets: (start, end) => `offsets ${start} to ${end}`,
  bytes: (n) => s(n, 'byte'),
  batches: (n) => (n === 1 ? '1 batch' : `${n} batches`),
  codecs: (names) => `compression ${names.join(', ') || 'not seen yet'}`,
  noGroup: (group) => (group.startsWith('/') ? 'no such group' : `no group ${group}`),
  groupState: (state) => `group is ${state}`,
  members: (n) => (n === 0 ? 'nobody is reading' : `${s(n, 'member')}`),
  idle: (n) => `${s(n, 'member')} without a partition`,
  most: (n) => `${s(n, 'partition')} at most to a member`,
  committed: (n) => `committed ${n}`,
  nothingCommitted: 'nothing committed',
  lag: (n) => `lag ${n}`,
  broker: (id, up) => `broker ${id} is ${up ? 'up' : 'down'}`,
  noPartition: (partition) => `no partition ${partition}`,
  leader: (partition, id) => `${partition} has ${id < 0 ? 'no leader' : `leader ${id}`}`,
  epoch: (n) => `epoch ${n}`,
  isr: (partition, ids) => `${partition}: ISR [${ids.join(', ')}]`,
  controller: (id) => (id < 0 ? 'no active controller' : `active controller ${id}`),
  leaderMoved: (from, to) => `leader ${from} → ${to}`,
  controllerMoved: (from, to) => `controller ${from} → ${to}`,
  truncated: (broker, from, to) => `broker ${broker} cut its log from ${from} to ${to}`,
  segment: (baseOffset) => `segment ${baseOffset}`,
  logStart: (from, to) => `log start ${from} → ${to}`,
  compacted: (from, to) => `${from} → ${to} bytes`,
  rebalance: (generation, stopped, waited) =>
    `generation ${generation}: nobody worked for ${stopped} ms, a partition waited up to ${waited} ms`,
  memberLeft: (name, why) => `${name} is out (${why})`,
  faultHit: (api, action) => `${api}: ${action}`,
  repeated: (offset) => `sent again; it is at offset ${offset} already`,
  clockMoved: (days) => `the clock moved by ${s(Number(days.toFixed(2)), 'day')}`,
  times: (what, n) => `${what}, ${n} times`,
  forSeconds: (n) => `for ${n} s`,
  tooLate: (seconds) => `not within ${seconds} s`,
  ran: (times) => (times === 0 ? 'not run yet' : `run ${times} ${times === 1 ? 'time' : 'times'}`),
  without: (program, words) => `${program} was run without ${words}`,
  failed: (status) => `it ended with status ${status}`,
  notYet: 'not yet',
}
