/** A run of lines that differ: `left` of the first file are replaced by `right` of the second. */
interface Hunk {
  readonly leftAt: number
  readonly left: readonly string[]
  readonly rightAt: number
  readonly right: readonly string[]
}

/** What `diff` prints for two files; '' when they are equal. */
export function diffLines(
  left: readonly string[],
  right: readonly string[],
  { unified, names }: { unified: boolean; names: readonly [string, string] },
): string {
  const hunks = hunksOf(left, right)
  if (hunks.length === 0) return ''
  return unified ? unifiedText(left, hunks, names) : hunks.map(normalText).join('')
}

/** Longest common subsequence by dynamic programming: files of a lesson are small. */
function hunksOf(left: readonly string[], right: readonly string[]): Hunk[] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1))
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0
  for (let i = left.length - 1; i >= 0; i--) {
    const row = lengths[i] as Uint32Array
    for (let j = right.length - 1; j >= 0; j--)
      row[j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  }
  const hunks: Hunk[] = []
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      i++
      j++
      continue
    }
    const [leftAt, rightAt] = [i, j]
    while ((i < left.length || j < right.length) && !(i < left.length && j < right.length && left[i] === right[j])) {
      if (j >= right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1))) i++
      else j++
    }
    hunks.push({ leftAt, left: left.slice(leftAt, i), rightAt, right: right.slice(rightAt, j) })
  }
  return hunks
}

function normalText({ leftAt, left, rightAt, right }: Hunk): string {
  const kind = left.length === 0 ? 'a' : right.length === 0 ? 'd' : 'c'
  const lines = [`${span(leftAt, left.length)}${kind}${span(rightAt, right.length)}`]
  lines.push(...left.map((line) => `< ${line}`))
  if (kind === 'c') lines.push('---')
  lines.push(...right.map((line) => `> ${line}`))
  return lines.map((line) => `${line}\n`).join('')
}

function span(at: number, length: number): string {
  if (length === 0) return String(at)
  return length === 1 ? String(at + 1) : `${at + 1},${at + length}`
}

const CONTEXT = 3

function unifiedText(left: readonly string[], hunks: readonly Hunk[], [a, b]: readonly [string, string]): string {
  let text = `--- ${a}\n+++ ${b}\n`
  for (const { leftAt, left: gone, rightAt, right: come } of hunks) {
    const before = left.slice(Math.max(0, leftAt - CONTEXT), leftAt)
    const after = left.slice(leftAt + gone.length, leftAt + gone.length + CONTEXT)
    const shared = before.length + after.length
    text += `@@ -${leftAt - before.length + 1},${gone.length + shared} +${rightAt - before.length + 1},${come.length + shared} @@\n`
    const lines = [
      ...before.map((line) => ` ${line}`),
      ...gone.map((line) => `-${line}`),
      ...come.map((line) => `+${line}`),
      ...after.map((line) => ` ${line}`),
    ]
    text += lines.map((line) => `${line}\n`).join('')
  }
  return text
}
