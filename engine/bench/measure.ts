/** What the benchmarks share: figures with their names, and how they are printed. */

/** One figure of one subject (`ours`, `apache`, …). */
export interface Figure {
  readonly what: string
  readonly unit: 'MB/s' | 'records/s' | 's/GB' | 'ms' | 'KiB' | 'ratio'
  readonly value: number
  readonly subject: string
}

export class Report {
  private readonly figures: Figure[] = []
  private readonly notes = new Map<string, string>()

  add(subject: string, what: string, unit: Figure['unit'], value: number): void {
    this.figures.push({ subject, what, unit, value: Number(value.toPrecision(4)) })
    process.stderr.write(`  ${subject}: ${what} ${value.toPrecision(4)} ${unit}\n`)
  }

  /** What a reader must know of a subject to compare it, told beneath the table. */
  note(subject: string, text: string): void {
    this.notes.set(subject, text)
  }

  get isEmpty(): boolean {
    return this.figures.length === 0
  }

  private get subjects(): string[] {
    return [...new Set(this.figures.map(({ subject }) => subject))]
  }

  /** One line for each figure, a column for each subject, and the first over the second where there is one. */
  table(): string {
    const { subjects } = this
    const names = [...new Set(this.figures.map(({ what, unit }) => `${what} [${unit}]`))]
    const width = Math.max(...names.map((name) => name.length))
    const cells = (values: readonly string[]) => values.map((value) => value.padStart(10)).join(' ')
    const rows = names.map((name) => {
      const values = subjects.map((subject) => this.valueOf(name, subject))
      return `${name.padEnd(width)} ${cells([...values.map((value) => value?.toString() ?? ''), ratioOf(values)])}`
    })
    const notes = [...this.notes].map(([subject, text]) => `${subject}: ${text}`)
    return [`${''.padEnd(width)} ${cells([...subjects, 'ratio'])}`, ...rows, ...notes].join('\n')
  }

  private valueOf(name: string, subject: string): number | undefined {
    return this.figures.find((one) => one.subject === subject && `${one.what} [${one.unit}]` === name)?.value
  }

  json(): string {
    return JSON.stringify({ figures: this.figures, notes: Object.fromEntries(this.notes) })
  }
}

function ratioOf(values: readonly (number | undefined)[]): string {
  const [first, second] = values
  return first !== undefined && second !== undefined ? (first / second).toFixed(2) : ''
}

/** The value below which the share of all lies. */
export function percentile(values: Iterable<number>, share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
