/** Scenario files of golden/tools: commands and what they print (README.md there tells the format). */

/** What a command printed, line by line as the file has it. */
export type Output = readonly string[]

export type Step =
  | {
      readonly kind: 'run'
      readonly line: number
      readonly command: string
      readonly input: string
      readonly expected: Output
    }
  | {
      readonly kind: 'start'
      readonly line: number
      readonly name: string
      readonly command: string
      readonly input: string
    }
  | { readonly kind: 'interrupt' | 'wait'; readonly line: number; readonly name: string; readonly expected: Output }
  | { readonly kind: 'until'; readonly line: number; readonly pattern: RegExp; readonly command: string }
  | { readonly kind: 'sleep'; readonly line: number; readonly seconds: number }
  | { readonly kind: 'kill' | 'boot'; readonly line: number; readonly node: number }

export interface Scenario {
  readonly nodes: number
  /** Lines added to server.properties. */
  readonly broker: readonly string[]
  readonly showsWarnings: boolean
  readonly steps: readonly Step[]
}

const STEP = /^(\$ |& |\^C |@)/

export function parseScenario(text: string): Scenario {
  const lines = text.split('\n')
  const header = (key: string) => lines.filter((l) => l.startsWith(`# ${key}: `)).map((l) => l.slice(key.length + 4))
  const steps: Step[] = []
  for (let at = 0; at < lines.length; at++) {
    if (!STEP.test(lines[at] as string)) continue
    const line = at
    const input: string[] = []
    while (lines[at + 1]?.startsWith('< ') || lines[at + 1] === '<') input.push(`${lines[++at]?.slice(2)}\n`)
    const expected: string[] = []
    while (at + 1 < lines.length && !STEP.test(lines[at + 1] as string)) {
      const next = lines[++at] as string
      if (next !== '' && !next.startsWith('#')) expected.push(next)
    }
    steps.push(step(lines[line] as string, line + 1, input.join(''), expected))
  }
  return {
    nodes: Number.parseInt(header('cluster')[0] ?? '0', 10) || 0,
    broker: header('broker'),
    showsWarnings: header('show').join(' ').includes('warn'),
    steps,
  }
}

function step(text: string, line: number, input: string, expected: Output): Step {
  const [word = '', name = '', ...rest] = text.split(' ')
  switch (word) {
    case '$':
      return { kind: 'run', line, command: text.slice(2), input, expected }
    case '&':
      return { kind: 'start', line, name, command: rest.join(' '), input }
    case '^C':
      return { kind: 'interrupt', line, name, expected }
    case '@wait':
      return { kind: 'wait', line, name, expected }
    case '@sleep':
      return { kind: 'sleep', line, seconds: Number(name) }
    case '@kill':
    case '@boot':
      return { kind: word === '@kill' ? 'kill' : 'boot', line, node: Number(name) }
    case '@until': {
      const [, pattern = '', command = ''] = /^@until \/(.*)\/ (.*)$/.exec(text) ?? []
      return { kind: 'until', line, pattern: new RegExp(pattern), command }
    }
    default:
      throw new Error(`line ${line}: ${text}`)
  }
}
