// A lesson's Markdown as a reader meets it: what stands in it from top to bottom, its solution, where it leads.
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parse } from 'yaml'

const root = new URL('../../lessons/', import.meta.url)

/** Reads `lessons/<language>/<id>.md`. */
export function readLesson(language, id) {
  const text = readFileSync(new URL(`${language}/${id}.md`, root), 'utf8')
  const fences = fencesOf(text)
  const of = (...kinds) => fences.filter(({ kind }) => kinds.includes(kind))
  return {
    id,
    text,
    title: parse(/^title: .*/m.exec(text)[0]).title,
    start: parse(/^start: .*/m.exec(text)?.[0] ?? '')?.start ?? 'inherit',
    blocks: of('sh', 'input', 'ts', 'quiz').map(block),
    goals: of('check').length,
    hints: of('hint').length,
    solution: of('solution').flatMap(({ code }) => steps(code)),
    next: nextOf(id, text),
  }
}

function fencesOf(text) {
  const fences = []
  let open = null
  for (const [i, line] of text.split('\n').entries()) {
    const [, info] = /^```(.*)$/.exec(line) ?? []
    if (info === undefined) open?.code.push(line)
    else if (open) {
      fences.push({ ...open, code: open.code.join('\n') })
      open = null
    } else {
      const [kind, option] = info.trim().split(/\s+/)
      open = { line: i + 1, kind, option, code: [] }
    }
  }
  return fences
}

function block({ line, kind, option = '', code }) {
  if (kind === 'ts') return { line, kind: 'cell', name: option.replace('cell=', ''), code }
  if (kind === 'input') return { line, kind: 'input', to: option.replace('to=', ''), code }
  if (kind === 'sh') return { line, kind: 'commands', beside: option === 'beside', code }
  return { line, kind: 'quiz', choices: code.match(/^ +- text:/gm)?.length ?? null }
}

function steps(code) {
  return code
    .replaceAll('\\\n', '\\\0')
    .split('\n')
    .map((line) => line.replaceAll('\0', '\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, word, what] = /^@(goal|run)\s+(\S+)/.exec(line) ?? []
      if (word === 'goal') return { kind: 'goal', number: Number(what) }
      return word === 'run' ? { kind: 'cell', name: what } : { kind: 'commands', code: line }
    })
}

/** The last link to another lesson, as its id: the close of each lesson has one. */
function nextOf(id, text) {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '')
  const [, target] = [...prose.matchAll(/\]\(([^):]+)\.md\)/g)].at(-1) ?? []
  return target === undefined ? null : posix.join(posix.dirname(id), target)
}
