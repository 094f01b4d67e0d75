/** Doors before Apache's brokers, at which the page's faults do their part. */
import { createServer } from 'node:net'
import type { Connection, TraceEvent } from '../core/env/env.ts'
import { parseRule, RuleError } from '../core/faults/rule.ts'
import { faultCommand, NO_RULES, type RuleList, withCount, withRule } from '../core/faults/rule-list.ts'
import { WireFaults } from '../core/faults/wire-faults.ts'
import { nodeTimers } from '../host/node/client-env.ts'
import { tcpNetwork } from '../host/node/tcp-network.ts'

/** A broker behind a door listens so far above the port that it tells clients. */
export const BEHIND = 20_000
/** Where the command `fault` is heard. */
export const FAULT_PORT = 39_999

/** Told of what the faults did. */
type Hear = (nodeId: number, event: TraceEvent) => void

/** The faults of a cluster: rules for all of its doors. */
export class Doors {
  private list: RuleList = NO_RULES
  private readonly doors: WireFaults[] = []

  constructor(
    private readonly hear: Hear,
    private readonly topicName: (id: string) => string | undefined,
  ) {}

  /** Opens the door of a broker, and passes on what goes through it. */
  async open(nodeId: number, port: number): Promise<void> {
    const event = (told: TraceEvent) => {
      this.set(withCount(this.list, told))
      this.hear(nodeId, told)
    }
    const door = new WireFaults({ broker: nodeId, timers: nodeTimers, topicName: this.topicName, event })
    this.doors.push(door)
    await door.around(tcpNetwork).listen('', port, (client) => passOn(client, port + BEHIND))
  }

  /** Hears `fault …`: one line of JSON in, the text of the answer out. */
  listen(): void {
    createServer((socket) =>
      socket.on('data', (bytes) => socket.end(this.command(JSON.parse(bytes.toString()) as string[]))),
    ).listen(FAULT_PORT)
  }

  /** Rules in the words of `fault add`. */
  add(rules: readonly string[]): void {
    this.set(rules.map((text) => parseRule(text.trim().split(/\s+/))).reduce(withRule, this.list))
  }

  private command(words: readonly string[]): string {
    try {
      const { list, lines } = faultCommand(this.list, words)
      this.set(list)
      return lines.map((line) => `${line}\n`).join('')
    } catch (error) {
      if (error instanceof RuleError) return `fault: ${error.message}\n`
      throw error
    }
  }

  private set(list: RuleList): void {
    if (list === this.list) return
    this.list = list
    for (const door of this.doors) void door.setRules(list.rules)
  }
}

function passOn(client: Connection, port: number): void {
  const early: Uint8Array[] = []
  let broker: Connection | undefined
  client.onData((bytes) => (broker ? broker.send(bytes) : void early.push(bytes)))
  client.onClose(() => broker?.close())
  tcpNetwork.connect('127.0.0.1', port).then(
    (connection) => {
      broker = connection
      broker.onData(answers((answer) => client.send(answer)))
      broker.onClose(() => client.close())
      for (const bytes of early) broker.send(bytes)
    },
    () => client.close(),
  )
}

/** Hands over each answer whole, with its length. */
function answers(whole: (answer: Uint8Array) => void): (bytes: Uint8Array) => void {
  let rest = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE()) {
      const end = 4 + rest.readInt32BE()
      whole(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
  }
}
