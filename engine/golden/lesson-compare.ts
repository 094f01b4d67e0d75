import type { Acted, Played } from './lesson-play.ts'

/** A stream's text to the lines that are compared: `masks.mjs`. */
export type Clean = (text: string) => readonly string[]

/** What Apache Kafka did otherwise, in words; empty: nothing. */
export function differences(ours: Played, theirs: Played, clean: Clean): string[] {
  return [
    ...ours.acts.flatMap((act, i) => {
      const found = theirs.acts[i] ? actDifferences(act, theirs.acts[i], clean) : ['not done']
      return found.length > 0 ? [`line ${act.line}: ${act.what}`, ...found.map((one) => `  ${one}`)] : []
    }),
    ...theirs.goals.flatMap(({ text, missing }) => (missing ? [`goal not met: ${text} (now: ${missing})`] : [])),
    ...theirs.answers.flatMap(({ question, answer }, i) => {
      const own = ours.answers[i]?.answer
      return answer === undefined || answer === own
        ? []
        : [`answered otherwise: ${question}: ours ${own}, Apache ${answer}`]
    }),
  ]
}

function actDifferences(ours: Acted, theirs: Acted, clean: Clean): string[] {
  if (/&(?:\s*done)?\s*$/.test(ours.what)) return []
  const status = ours.status === theirs.status ? [] : [`status: ours ${ours.status}, Apache ${theirs.status}`]
  return [
    ...status,
    ...lineDifferences(clean(ours.stdout), clean(theirs.stdout)),
    ...lineDifferences(clean(ours.stderr), clean(theirs.stderr)),
  ]
}

/** Lines that only one of the two has; order does not count. */
function lineDifferences(ours: readonly string[], theirs: readonly string[]): string[] {
  const left = [...theirs]
  const onlyOurs = ours.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [...onlyOurs.map((line) => `ours   | ${line}`), ...left.map((line) => `apache | ${line}`)].slice(0, MOST)
}

const MOST = 24
