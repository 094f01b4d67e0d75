import { describe, expect, test } from 'vitest'
import { Report } from './report.ts'
import { compareSegments } from './segments.ts'
import { compareVectors } from './vectors.ts'

const DATA = new URL('./data', import.meta.url).pathname

describe('golden', () => {
  test('partition folders are read, and written byte for byte', async () => {
    const { report, differences } = recording()
    await compareSegments(`${DATA}/segments`, report)
    expect(differences).toEqual([])
    expect(report.passed).toBeGreaterThan(1400)
  })

  test('hashes, varints and assignors', () => {
    const { report, differences } = recording()
    compareVectors(`${DATA}/vectors`, report)
    expect(differences).toEqual([])
    expect(report.passed).toBeGreaterThan(300)
  })
})

function recording(): { report: Report; differences: string[] } {
  const differences: string[] = []
  return { report: new Report((line) => differences.push(line)), differences }
}
