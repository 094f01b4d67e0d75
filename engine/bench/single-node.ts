/** One broker of each kind. */
import type { Report } from './measure.ts'
import { measureInRounds, type Plan } from './rounds.ts'
import type { Subject } from './subjects.ts'

const PLAN: Plan = {
  sizes: [
    { size: 100, name: '100 B', count: 1_500_000 },
    { size: 1024, name: '1 KiB', count: 300_000 },
    { size: 64 * 1024, name: '64 KiB', count: 5_000 },
  ],
  replicationFactor: 1,
  javaTools: true,
}

export const measureSingleNodes = (report: Report, subjects: readonly Subject[]) =>
  measureInRounds(report, subjects, PLAN)
