/** The names of the programs in registry.ts: completion and the search path need them before the programs are loaded. */
export const COREUTIL_NAMES: readonly string[] = [
  ...['cat', 'head', 'tail', 'wc', 'sort', 'uniq', 'cut', 'tr', 'tee', 'rev', 'tac', 'nl'],
  ...['grep', 'egrep', 'fgrep', 'find', 'xargs'],
  ...['ls', 'mkdir', 'rmdir', 'rm', 'touch', 'cp', 'mv', 'diff', 'du', 'stat'],
  ...['echo', 'printf', 'seq', 'sleep', 'date', 'ps', 'time', 'watch', 'timeout', 'nohup', 'xxd', 'clear', 'which'],
  ...['basename', 'dirname', 'edit', 'nano', 'vi', 'vim', 'whoami', 'hostname', 'uname'],
  ...['sed', 'awk', 'gawk', 'mawk', 'less', 'more'],
]
