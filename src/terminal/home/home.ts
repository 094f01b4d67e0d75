import { type Persist, TreeFiles } from '../files/tree.ts'
import { CONFIG_FILES } from './properties.ts'

export const HOME = '/home/learner'
export const KAFKA = `${HOME}/kafka`

/** What the learner's machine holds at first: `~/kafka` with its scripts and settings, and an empty `/tmp`. */
export function homeFiles(scripts: readonly string[], now: () => number, persist: Persist): TreeFiles {
  const files = new TreeFiles(now, persist)
  files.presetFolder('/tmp')
  files.presetFolder('/usr/bin')
  files.presetFolder(`${KAFKA}/logs`)
  for (const [name, content] of Object.entries(CONFIG_FILES)) files.preset(`${KAFKA}/config/${name}`, content)
  for (const script of scripts) {
    files.preset(`${KAFKA}/bin/${script}`, scriptText(script), { executable: true, writable: false })
  }
  return files
}

/** What `cat bin/kafka-topics.sh` shows: honest about what runs. */
function scriptText(script: string): string {
  return `#!/bin/bash
# ${script} of Apache Kafka 4.3.1, as Logbook builds it: a program of the page that speaks Kafka's protocol to the broker.
exec logbook-tool ${script.replace(/\.sh$/, '')} "$@"
`
}
