/** `/home/learner/kafka` with Apache's tools and the settings of the page's nodes, in namespaces of its own. */
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOME, KAFKA } from '../../src/terminal/home/home.ts'
import { CONFIG_FILES } from '../../src/terminal/home/properties.ts'

/** Pids and exit statuses of nodes, and what the commands print. */
export const NODES = '/tmp/.nodes'
export const SHELL = '/tmp/.shell'
/** What libfaketime adds to the time of day. */
const CLOCK = '/tmp/.clock'

/** Where libfaketime is, for lessons that move the clock. */
export const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'

/** Apache's brokers notice at once, where ours are told that the clock was moved. */
const IMPATIENT = `
log.retention.check.interval.ms=1000
log.cleaner.backoff.ms=1000
log.initial.task.delay.ms=500
offsets.retention.check.interval.ms=1000
`

/** Writes the home; `movesClock`: the lesson moves the clock. */
export function makeHome(apache: string, movesClock: boolean): void {
  for (const folder of [join(KAFKA, 'bin'), join(KAFKA, 'config'), NODES, SHELL]) mkdirSync(folder, { recursive: true })
  for (const name of ['libs', 'log4j2.properties']) symlinkSync(join(apache, name), join(KAFKA, name))
  for (const name of readdirSync(join(apache, 'bin')))
    if (name !== 'kafka-server-start.sh') symlinkSync(join(apache, 'bin', name), join(KAFKA, 'bin', name))
  for (const [name, text] of Object.entries(CONFIG_FILES))
    writeFileSync(
      join(KAFKA, 'config', name),
      movesClock ? text.replace(/^log\.retention\.check.*$/m, '') + IMPATIENT : text,
    )
  script('kafka-server-start.sh', START)
  script('supervise', SUPERVISE)
  script('clock', MOVE)
  writeFileSync(CLOCK, '+0')
}

/** The environment of the learner's shell. */
export function shellEnv(movesClock: boolean): NodeJS.ProcessEnv {
  const clock = movesClock
    ? {
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: CLOCK,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
      }
    : {}
  return {
    HOME,
    LANG: 'C.UTF-8',
    PATH: `${KAFKA}/bin:/usr/bin:/bin`,
    KAFKA_HEAP_OPTS: '-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
    ...clock,
  }
}

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
const MOVE = `#!/bin/bash
n=\${1#+}
case $n in *d) s=$(( \${n%d} * 86400 ));; *h) s=$(( \${n%h} * 3600 ));; *m) s=$(( \${n%m} * 60 ));; esac
echo "+$(( $(tr -d + < ${CLOCK}) + s ))" > ${CLOCK}.new && mv ${CLOCK}.new ${CLOCK}
`
