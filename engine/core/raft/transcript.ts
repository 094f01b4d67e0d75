/**
 * A small language that drives pure quorums, in the manner of etcd's raft testdata. A transcript is lines of commands, each
 * followed by what it must print, indented:
 *
 *     quorum 3 voters            node 1 times out first, then 2, …; a message takes 1 ms
 *     start 1 2 3 · kill 1 · append 1 x · resign 1 · compact 1 · disk 2 50
 *     cut 1>2 · isolate 1 · heal
 *     run 3000                   prints changes of roles, `time node role epoch`; settle 3000 does not
 *     asked endEpoch             prints how many of those requests went from which node to which
 *     show                       prints each node: role, epoch, leader, log, high watermark
 */
import { RaftLab } from './raft-lab.ts'

/** Runs the commands; gives the transcript with what was really printed. */
export function play(transcript: string): string {
  const player = new Player()
  const commands = transcript.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('  '))
  return commands.flatMap((line) => [line, ...player.run(line).map((text) => `  ${text}`)]).join('\n')
}

type Command = (words: readonly string[]) => readonly string[]

class Player {
  private lab: RaftLab | null = null
  private readonly cut = new Set<string>()
  private readonly diskMs = new Map<number, number>()

  run(line: string): readonly string[] {
    if (line.startsWith('#')) return []
    const [name = '', ...words] = line.trim().split(/\s+/)
    const command = this.commands[name]
    if (!command) throw new SyntaxError(`no command ${name}`)
    return command(words)
  }

  private get quorum(): RaftLab {
    if (!this.lab) throw new SyntaxError('a transcript begins with `quorum`')
    return this.lab
  }

  private readonly commands: { readonly [name: string]: Command } = {
    quorum: (words) => {
      const count = (what: string) => Number(words[words.indexOf(what) - 1] ?? 0)
      this.lab = new RaftLab({
        voters: count('voters'),
        observers: count('observers'),
        random: (id) => id / 10,
        latency: (from, to) => (this.cut.has(`${from}>${to}`) ? undefined : 1),
        diskMs: (id) => this.diskMs.get(id) ?? 0,
      })
      return []
    },
    start: (ids) => this.each(ids, (id) => this.quorum.start(id)),
    kill: (ids) => this.each(ids, (id) => this.quorum.kill(id)),
    resign: (ids) => this.each(ids, (id) => this.quorum.resign(id)),
    compact: (ids) => this.each(ids, (id) => this.quorum.compact(id)),
    append: ([id, ...values]) =>
      values.flatMap((value) => (this.quorum.append(Number(id), value) ? [] : [`${id} does not lead`])),
    disk: ([id, ms]) => this.nothing(() => this.diskMs.set(Number(id), Number(ms))),
    cut: (links) => this.nothing(() => links.forEach((link) => void this.cut.add(link))),
    isolate: (ids) => this.each(ids, (id) => this.isolate(id)),
    heal: () => this.nothing(() => this.cut.clear()),
    run: ([ms]) => {
      this.quorum.run(Number(ms))
      return this.quorum.transitions.splice(0)
    },
    settle: ([ms]) =>
      this.nothing(() => {
        this.quorum.run(Number(ms))
        this.quorum.transitions.length = 0
      }),
    asked: ([type = '']) =>
      [...this.quorum.asked].flatMap(([what, times]) => (what.endsWith(` ${type}`) ? [`${what} ${times}`] : [])),
    show: () => this.quorum.nodes.map((node) => describe(node)),
  }

  private each(ids: readonly string[], act: (id: number) => void): readonly string[] {
    for (const id of ids) act(Number(id))
    return []
  }

  private nothing(act: () => unknown): readonly string[] {
    act()
    return []
  }

  private isolate(id: number): void {
    for (const { id: other } of this.quorum.nodes)
      if (other !== id) this.cut.add(`${id}>${other}`).add(`${other}>${id}`)
  }
}

function describe({ id, quorum, log }: RaftLab['nodes'][number]): string {
  const snapshot = log.snapshot ? [`[${log.snapshot.offset}]`] : []
  const entries = [...snapshot, ...log.entries.map(({ value, epoch }) => `${value}/${epoch}`)].join(' ')
  if (!quorum) return `${id} down: ${entries}`
  const leader = quorum.leaderId < 0 ? '-' : quorum.leaderId
  return `${id} ${quorum.role} e${quorum.epoch} leader ${leader}: ${entries} | hw ${quorum.highWatermark}`
}
