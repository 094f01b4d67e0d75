/** CPU time and memory of other processes, where the system tells of them (Linux). */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** As `getconf CLK_TCK` and `getconf PAGESIZE` have them on x86 and most others. */
const TICKS_A_SECOND = 100
const PAGE_BYTES = 4096

/** Ids of the processes with the text in their command line; none where nobody tells. */
export function processesWith(text: string): string[] {
  if (!existsSync('/proc/self/stat')) return []
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && fileOf(name, 'cmdline').includes(text))
}

/** Seconds that they have used so far; undefined where nobody tells. */
export function cpuSeconds(text: string): number | undefined {
  if (!existsSync('/proc/self/stat')) return undefined
  const ticks = processesWith(text).map((pid) => {
    const fields = fileOf(pid, 'stat').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  })
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_A_SECOND
}

/** What a process holds in memory. */
export function residentBytes(pid: string): number {
  return Number(fileOf(pid, 'statm').split(' ')[1] ?? 0) * PAGE_BYTES
}

/** Empty for a process of others, and for one that ended meanwhile. */
function fileOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
