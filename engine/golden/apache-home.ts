/** `/home/learner/kafka` with Apache's tools and the settings of the page's nodes, in namespaces of its own. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOME, KAFKA } from '../../src/terminal/home/home.ts'
import { CONFIG_FILES } from '../../src/terminal/home/properties.ts'
import { BEHIND, FAULT_PORT } from './apache-doors.ts'

/** Pids and exit statuses of nodes, and what the commands print. */
export const NODES = '/tmp/.nodes'
export const SHELL = '/tmp/.shell'
/** How far the time of day is ahead, for `ahead.c`. */
const CLOCK = '/tmp/.clock'
const LIBRARY = '/tmp/.ahead.so'

/** Apache's brokers notice at once, where ours are told that the clock was moved. */
const IMPATIENT = `
log.retention.check.interval.ms=1000
log.cleaner.backoff.ms=1000
log.initial.task.delay.ms=500
offsets.retention.check.interval.ms=1000
`

/** What a lesson does to its cluster beyond Kafka. */
export interface Extras {
  readonly movesClock: boolean
  /** It sets faults: brokers stand behind doors. */
  readonly hasDoors: boolean
}

/** Writes the home. */
export function makeHome(apache: string, { movesClock, hasDoors }: Extras): void {
  for (const folder of [join(KAFKA, 'bin'), join(KAFKA, 'config'), NODES, SHELL]) mkdirSync(folder, { recursive: true })
  for (const name of ['libs', 'log4j2.properties']) symlinkSync(join(apache, name), join(KAFKA, name))
  for (const name of readdirSync(join(apache, 'bin')))
    if (name !== 'kafka-server-start.sh') symlinkSync(join(apache, 'bin', name), join(KAFKA, 'bin', name))
  for (const [name, text] of Object.entries(CONFIG_FILES)) {
    const patient = movesClock ? text.replace(/^log\.retention\.check.*$/m, '') + IMPATIENT : text
    writeFileSync(
      join(KAFKA, 'config', name),
      hasDoors ? patient.replace(/^(listeners=PLAINTEXT:\/\/:)(\d+)/m, behind) : patient,
    )
  }
  script('kafka-server-start.sh', START)
  script('supervise', SUPERVISE)
  script('fault', FAULT)
  writeFileSync(CLOCK, new BigInt64Array(1))
  if (!movesClock) return
  script('clock', MOVE)
  const source = join(import.meta.dirname, 'ahead.c')
  const made = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', LIBRARY, source, '-ldl'], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`cc: ${made.stderr}`)
}

/** How far the lesson has moved the clock, ms. */
export function aheadMs(): number {
  return Number(readFileSync(CLOCK).readBigInt64LE())
}

/** The environment of the learner's shell. */
export function shellEnv(movesClock: boolean): NodeJS.ProcessEnv {
  const clock = movesClock ? { LD_PRELOAD: LIBRARY, AHEAD: CLOCK } : {}
  return {
    HOME,
    LANG: 'C.UTF-8',
    PATH: `${KAFKA}/bin:/usr/bin:/bin`,
    KAFKA_HEAP_OPTS: '-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
    ...clock,
  }
}

const behind = (_: string, head: string, port: string) => head + (Number(port) + BEHIND)

function script(name: string, text: string): void {
  writeFileSync(join(KAFKA, 'bin', name), text)
  chmodSync(join(KAFKA, 'bin', name), 0o755)
}

/** The supervisor's own command line must not match what a lesson kills. */
const START = `#!/bin/bash
[ "$1" = -daemon ] && shift
PROPERTIES=$1 setsid supervise </dev/null >/dev/null 2>&1 &
`
const SUPERVISE = `#!/bin/bash
id=$(sed -n 's/^node.id=//p' "$PROPERTIES")
[ -f ${NODES}/$id.pid ] && kill -0 $(cat ${NODES}/$id.pid) 2>/dev/null && exit 1
rm -f ${NODES}/$id.exit
KAFKA_HEAP_OPTS='-Xms200m -Xmx400m -XX:+UseSerialGC -XX:TieredStopAtLevel=1' KAFKA_LOG_LEVEL=INFO kafka-run-class.sh kafka.Kafka "$PROPERTIES" >> ${NODES}/$id.log 2>&1 &
echo $! > ${NODES}/$id.pid
wait $!
echo $? > ${NODES}/$id.exit
`
/** In place, since the processes have the file in their memory. */
const MOVE = `#!${process.execPath}
const fs = require('node:fs')
const [, n, unit] = /^\\+(\\d+)([dhm])$/.exec(process.argv[2])
const ahead = fs.readFileSync('${CLOCK}').readBigInt64LE() + BigInt(n * { d: 86400000, h: 3600000, m: 60000 }[unit])
fs.writeSync(fs.openSync('${CLOCK}', 'r+'), new BigInt64Array([ahead]))
`
const FAULT = `#!${process.execPath}
const socket = require('node:net').connect(${FAULT_PORT}, '127.0.0.1')
socket.write(JSON.stringify(process.argv.slice(2)))
socket.pipe(process.stdout)
`
