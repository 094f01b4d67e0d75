import { Check, Copy, Keyboard, Play } from 'lucide'
import { useState } from 'preact/hooks'
import { focusTerminal } from '../terminal/focus-terminal.ts'
import { Icon } from '../ui/icon.tsx'
import { w } from './words.ts'

/** Letters of the code by which a screen reader tells one block's buttons from another's. */
const SAID = 60

/** A block of code with its bar. Without `run` it is only to be read. */
export function CodeBlock({
  label,
  code,
  run,
}: {
  label: string
  code: string
  run?: { readonly how: 'Run' | 'Type'; readonly do: () => Promise<string | undefined> }
}) {
  const [copied, setCopied] = useState(false)
  const [problem, setProblem] = useState<string | undefined>()
  const named = (what: string) => `${what}${w(': ')}${code.slice(0, SAID)}`
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code)
      setCopied(true)
      setTimeout(() => setCopied(false), 1500)
    } catch {
      // A frame of a course site may not, nor a page that came over plain http.
      setProblem(w('The browser does not let this page copy: select the text.'))
    }
  }
  const begin = (work: () => Promise<string | undefined>) => {
    setProblem(undefined)
    void work().then(setProblem)
  }
  return (
    <div class="block">
      <div class="bar">
        {label}
        <span class="grow" />
        <span class="warn" role="status">
          {problem}
        </span>
        <button type="button" aria-label={named(copied ? w('Copied') : w('Copy'))} onClick={() => void copy()}>
          <Icon icon={copied ? Check : Copy} /> {copied ? w('Copied') : w('Copy')}
        </button>
        {run && (
          <button
            type="button"
            class="run"
            aria-label={named(w(run.how))}
            onClick={(click) => {
              if (click.detail <= 1) begin(run.do)
              if (isOfMouse(click)) focusTerminal()
            }}
          >
            <Icon icon={run.how === 'Run' ? Play : Keyboard} /> {w(run.how)}
          </button>
        )}
      </div>
      <pre>
        {code.split('\n').map((line, i) => (
          <div class="line" key={i}>
            {units(line).map((unit) => (/^\s*$/.test(unit) ? unit : <span>{unit}</span>))}
          </div>
        ))}
      </pre>
    </div>
  )
}

/** Not a key's, after which the button keeps the keyboard, nor a finger's, for which a keyboard would come up. */
function isOfMouse(click: MouseEvent): boolean {
  return click.detail > 0 && (!(click instanceof PointerEvent) || click.pointerType === 'mouse')
}

/** What stays together when a command goes on in the next line: an option with its value, a program with its pipe. */
function units(line: string): string[] {
  return line.split(/(\s+(?=--|\|))/)
}
