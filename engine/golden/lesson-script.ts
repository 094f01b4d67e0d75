/** What of a lesson is done when it is compared with Apache Kafka: its solution, and on the way what its text looks at. */
import type { Block, Lesson, Step } from '../../src/lessons/lesson.ts'

/** A step, or a command of the text that only looks. */
export type Act = Step | { readonly kind: 'look'; readonly line: number; readonly command: string }

/** Commands that change nothing, and end by themselves. */
const LOOKS =
  /--describe|--list\b|--dry-run|^kafka-(get-offsets|dump-log|log-dirs|metadata-quorum)|^(ls|diff|xxd|wc) |^kafka-console-consumer\.sh (?!.*--group)(?=.*--(timeout-ms|max-messages))/

/** In the order of the text; steps of the solution that the text has in other words stand where the next one says. */
export function scriptOf({ blocks, solution }: Lesson): Act[] {
  const acts: Act[] = []
  let done = 0
  const doUpTo = (end: number) => {
    acts.push(...solution.slice(done, end))
    done = end
  }
  for (const block of blocks) {
    const at = solution.findIndex((step, i) => i >= done && isStepOf(block, step))
    if (at >= 0) {
      doUpTo(at + 1)
      while (solution[done]?.kind === 'goal') doUpTo(done + 1)
    } else if (block.kind === 'commands' && LOOKS.test(block.code.trim()))
      acts.push({ kind: 'look', line: block.line, command: block.code.trim() })
  }
  doUpTo(solution.length)
  return acts
}

function isStepOf(block: Block, step: Step): boolean {
  if (step.kind === 'cell') return block.kind === 'cell' && block.name === step.name
  return step.kind === 'command' && block.kind === 'commands' && step.command.includes(block.code.trim())
}
