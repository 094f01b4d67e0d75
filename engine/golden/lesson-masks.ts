/** What of a lesson's outputs differs from one cluster to the next, besides what `data/tools/masks.mjs` hides. */

/** Lines that are there at one time and not at another, and why. */
const DROPPED: readonly (readonly [why: string, line: RegExp])[] = [
  ['sparse files count for nothing with us', /^total \d+$/],
  ['bytes of a file that holds times', /^[0-9a-f]{8}: /],
  ['bash tells of jobs that were killed', /\.sh: line \d+: +\d+ Killed /],
  ['the perf tool tells how it goes when it takes long', /^<number> records sent, /],
  ['our clock tells the time', /ahead of this computer's/],
  [
    'files go a minute after they were deleted, and a time index comes when it is first looked at',
    /\.(deleted|timeindex)$/,
  ],
  ['the request that was given up may have made it', /^Created topic later\.$/],
]

/** The same of single lessons. */
const DROPPED_IN: { readonly [id: string]: readonly (readonly [why: string, line: RegExp])[] } = {
  'retention/31-by-size-and-log-start': [
    [
      'segments before the log start go at the next look, for which this Apache does not wait five minutes',
      /^-rw.* 0{16}(2056|3080)\.(log|index|snapshot)$/,
    ],
  ],
  'notebooks/46-many-groups': [
    ['how far the audit has come when the cell ends', /^(sale \d+|Processed a total of \d+ messages)$/],
  ],
}

const count = (list: string) => list.split(',').length

const MASKS: readonly (readonly [what: string, pattern: RegExp, put: string | ((...found: string[]) => string)])[] = [
  ['producer ids are given out by the thousand', /(producerId: )\d+/, '$1<id>'],
  [
    'where replicas are placed begins anywhere',
    /(Leader: )\d+(\tReplicas: )([\d,]+)(\tIsr: )([\d,]+)/,
    (_, leader = '', replicas = '', all = '', isr = '', members = '') =>
      `${leader}<node>${replicas}${count(all)}${isr}${count(members)}`,
  ],
  ['a partition by chance', /^(by-(?:chance|default)):\d:\d+$/, '$1:<by chance>'],
  ['times are compressed, too', /("(?:size|totalBytes|usableBytes)":)-?\d+/g, '$1<bytes>'],
  ['owner and time of a file', /^(-[rwx-]+ 1 )\S+ \S+( +\d+ )\w+ +\d+ \d\d:\d\d/, '$1<owner>$2<time>'],
  ['what comes between the orders', /^order \d$/, 'order <number>'],
  ['which broker coordinates the group', /localhost:909\d +\(\d\)/, 'localhost:<port> (<node>)'],
  [
    'who got which depends on who came first',
    /^(\S+ +\S+-<member-id> .* \d+ +- +)[\w-]+:[\d,;:\w-]+ .*$/,
    '$1<partitions>',
  ],
  ['which broker leads', /(Disconnected from node )\d/, '$1<node>'],
  ['who was elected', /^(LeaderId: +)\d+/, '$1<node>'],
  [
    'observers in no order',
    /^(CurrentObservers: +\[)(.*)\]$/,
    (_, head = '', list = '') => head + list.split('}, ').length,
  ],
  ['records before those of the lesson', /^(\| offset: )\d+( .*"type":"[A-Z_]+_RECORD")/, '$1<offset>$2'],
]

/** The lines that are compared. */
export function lessonLines(id: string, lines: readonly string[]): string[] {
  const dropped = [...DROPPED, ...(DROPPED_IN[id] ?? [])]
  return lines
    .filter((line) => !dropped.some(([, pattern]) => pattern.test(line)))
    .map((line) => MASKS.reduce((text, [, pattern, put]) => text.replace(pattern, put as string), line))
}
