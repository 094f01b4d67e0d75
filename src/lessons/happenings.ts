/** What can have happened since a lesson began: the kinds, and what can be asked of each. One table for the shape, the types and AUTHORING.md. */
import { likeness } from './pattern-faults.ts'
import { count, oneOf, text, whole } from './shape.ts'
import { type ToldField, told } from './told.ts'

const DEPARTURES = ['left', 'session timeout', 'rebalance timeout'] as const
/** Why a member is out. */
export type Departure = (typeof DEPARTURES)[number]

/** Everything that some kind of event can be asked. */
export const HAPPENED_FIELDS = {
  partition: told(text, 'orders-0', 'of this partition; any when left out'),
  broker: told(whole, 'ID', 'on this node; any when left out'),
  from: told(whole, 'ID', 'who led before'),
  to: told(whole, 'ID', 'who leads now'),
  error: told(text, 'NAME', 'Kafka’s name for it'),
  group: told(likeness(text), 'NAME or /pattern/', 'of this group; any when left out'),
  why: told(oneOf(...DEPARTURES), DEPARTURES.join(', '), 'why a member is out'),
  stopped: told(count, 'MS', 'for how long nobody in the group worked on anything'),
  waited: told(count, 'MS', 'for how long the partition that waited longest had nobody'),
  idled: told(count, 'N', 'how many partitions had nobody for a time'),
  moved: told(count, 'N', 'how many partitions changed hands though both members were there before and after'),
  members: told(count, 'N', 'how many members there were then'),
  days: told(count, 'N', 'how far the clock was moved in one go'),
  times: told(count, 'N', 'how often; at least once when left out'),
} as const satisfies { readonly [name: string]: ToldField }

type Asked = keyof typeof HAPPENED_FIELDS

interface Kind {
  readonly says: string
  /** What it can be asked, besides `times`. */
  readonly fields: readonly Asked[]
}

const kind = (says: string, ...fields: Asked[]): Kind => ({ says, fields })

export const HAPPENINGS = {
  'leader-moved': kind('another broker leads a partition', 'partition', 'from', 'to'),
  'controller-changed': kind('another controller is active'),
  'isr-shrank': kind('a replica left the ISR', 'partition'),
  'isr-grew': kind('a replica came into the ISR', 'partition'),
  'broker-killed': kind('a node died without a word; controllers too', 'broker'),
  'broker-stopped': kind('a node was shut down', 'broker'),
  'broker-started': kind('a node started', 'broker'),
  'broker-paused': kind('a node was frozen', 'broker'),
  'log-truncated': kind('a follower cut its log', 'partition', 'broker'),
  'produce-refused': kind('a leader refused records', 'partition', 'error'),
  'fetch-refused': kind('a leader refused a reader', 'partition', 'error'),
  'segment-rolled': kind('a replica began a new segment', 'partition', 'broker'),
  'segment-deleted': kind('a replica deleted a segment', 'partition', 'broker'),
  'log-start-moved': kind('a replica’s log begins later than before', 'partition', 'broker'),
  'log-compacted': kind('the cleaner was at a replica', 'partition', 'broker'),
  'producers-expired': kind('a replica has forgotten quiet producers', 'partition', 'broker'),
  'offsets-expired': kind('committed offsets were forgotten', 'group'),
  'group-removed': kind('a group was forgotten', 'group'),
  rebalance: kind('a group has a new generation', 'group', 'stopped', 'waited', 'idled', 'moved', 'members'),
  'member-joined': kind('a member came', 'group'),
  'member-left': kind('a member went', 'group', 'why'),
  'member-fenced': kind('a static member’s older process was shut out', 'group'),
  'member-refused': kind('a member’s request did not hold', 'group', 'error'),
  'fault-hit': kind('a fault at a protocol point did its part', 'broker'),
  'produce-repeated': kind('a batch came that the log had already, by its producer’s sequence', 'partition', 'broker'),
  'clock-moved': kind('the wall clock was moved', 'days'),
} as const satisfies { readonly [kind: string]: Kind }

export type Happening = keyof typeof HAPPENINGS
