import type { ClusterEvent } from '../session/event-log.ts'
import { spanText } from '../terminal/commands/spans.ts'
import { chinese } from '../ui/strings.ts'
import { type Describe, led, list, node, whoIn } from './event-words.ts'

const who = whoIn({ broker: 'broker', controller: 'controller' })

/** What an event says to the learner; events that only the engine's own eyes need have no line. */
const EN: { readonly [type: string]: Describe } = {
  'broker.starting': (e) => `${who(e)} starts`,
  'broker.running': (e) => `${who(e)} serves`,
  'broker.paused': (e) => `${who(e)} frozen (SIGSTOP): its sockets stay open, nothing in it moves`,
  'controller.changed': ({ from, to }) => `active controller ${node(from)} → ${node(to)}`,
  'leader.changed': (e) => `${e['partition']}: leader ${node(e['from'])} → ${node(e['to'])}, epoch ${e['leaderEpoch']}`,
  'isr.changed': (e) => `${e['partition']}: ISR ${list(e['from'])} → ${list(e['to'])}`,
  'broker.stopping': (e) => `${who(e)}: controlled shutdown`,
  'broker.stopped': (e) => `${who(e)} stopped`,
  'broker.killed': (e) => `${who(e)} killed (no farewell)`,
  'partition.leading': led((e) => `${e['partition']}: broker ${e.nodeId} leads, epoch ${e['leaderEpoch']}`),
  'partition.offline': (e) => `${e['partition']} offline: its disk failed`,
  'log.truncated': (e) => `${e['partition']}: broker ${e.nodeId} cuts its log from ${e['from']} to ${e['to']}`,
  'produce.refused': (e) => `${e['partition']}: broker ${e.nodeId} refuses a batch: ${e['error']}`,
  'fetch.refused': (e) =>
    `${e['partition']}: a consumer asks broker ${e.nodeId} for offset ${e['offset']}: ${e['error']}`,
  'segment.rolled': led((e) => `${e['partition']}: on broker ${e.nodeId} a new segment begins at ${e['baseOffset']}`),
  'segment.deleted': (e) => `${e['partition']}: broker ${e.nodeId} deletes segment ${e['baseOffset']}`,
  'log.start.moved': (e) =>
    `${e['partition']}: on broker ${e.nodeId} the log begins at ${e['to']} now, not at ${e['from']}`,
  'log.cleaned': (e) => `${e['partition']}: broker ${e.nodeId} compacted its log`,
  'offsets.expired': (e) => `group ${e['group']}: ${e['removed'] ? 'gone' : 'offsets expired'}`,
  'group.stable': (e) =>
    `group ${e['group']}: generation ${e['generation']}${e['stoppedMs'] ? `; nobody worked for ${e['stoppedMs']} ms` : ''}`,
  'group.member.left': (e) => `group ${e['group']}: a member is out (${e['why']})`,
  'fault.hit': (e) => `${who(e)}: fault #${e['fault']} hits ${e['api']} of ${e['client']}: ${e['action']}`,
  'produce.repeated': (e) =>
    `${e['partition']}: broker ${e.nodeId} has this batch of producer ${e['producerId']} already, at offset ${e['baseOffset']}: not written again`,
  'clock.jumped': (e) => `the wall clock moved forward: +${spanText(Number(e['byMs']))}`,
  'undone.step': (e) => `undone: ${e['text']}`,
  'undone.lesson': () => 'lesson reset',
  'undone.snapshot': () => 'snapshot opened',
}

/** One line for an event, or undefined. */
export function describeEvent(event: ClusterEvent): string | undefined {
  return (chinese()?.EVENTS_ZH ?? EN)[event.type]?.(event)
}
