/** Tasks of a page's main thread, from Chromium's own tracing. */

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-v8.gc']
/** Of a task, the longest so many parts are named. */
const NAMED = 4
const PART_MS = 3

/** Runs `work` and gives each task of the main thread that took a millisecond or more: over the wall clock, in CPU time, and what it did. */
export async function mainTasks(cdp, work) {
  const events = []
  const hear = ({ value }) => events.push(...value)
  cdp.on('Tracing.dataCollected', hear)
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES, recordMode: 'recordContinuously' },
  })
  await work()
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve))
  await cdp.send('Tracing.end')
  await complete
  cdp.off('Tracing.dataCollected', hear)
  const main = mainThread(events)
  const own = events.filter(({ pid, tid, ph }) => ph === 'X' && pid === main?.pid && tid === main.tid)
  const tasks = own.filter(({ name }) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask')
  return tasks
    .filter(({ dur = 0 }) => dur >= 1000)
    .map((task) => ({ ms: task.dur / 1000, cpuMs: (task.tdur ?? 0) / 1000, parts: partsOf(task, own) }))
}

/** The renderer's main thread that did most: there is one of the page, and one of its sandboxed frame. */
function mainThread(events) {
  const mains = events.filter(
    ({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args.name === 'CrRendererMain',
  )
  const busy = ({ pid, tid }) =>
    events.filter((event) => event.pid === pid && event.tid === tid).reduce((sum, { dur = 0 }) => sum + dur, 0)
  return mains.sort((a, b) => busy(b) - busy(a))[0]
}

function partsOf(task, events) {
  if (task.dur < 50_000) return ''
  return events
    .filter((event) => event !== task && event.ts >= task.ts && event.ts + (event.dur ?? 0) <= task.ts + task.dur)
    .filter(({ dur = 0, name }) => dur >= PART_MS * 1000 && name !== 'RunTask')
    .sort((a, b) => b.dur - a.dur)
    .slice(0, NAMED)
    .map(({ name, dur, args }) => `${name} ${(dur / 1000).toFixed(0)}${where(args)}`)
    .join(', ')
}

function where(args) {
  const { functionName, url, type } = args?.data ?? {}
  const named = functionName || type || url?.split('/').at(-1)
  return named ? ` (${named})` : ''
}
