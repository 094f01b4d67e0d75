/** Whether a text has characters that a glob gives a meaning. */
export function hasGlob(text: string): boolean {
  return /(^|[^\\])[*?[]/.test(text)
}

/** Whether a name matches a glob as a whole: `*`, `?`, `[a-z]`, `[!a-z]`, `\` escapes. */
export function globMatch(pattern: string, name: string): boolean {
  return toRegExp(pattern).test(name)
}

function toRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|\[(!|\^)?([^\]]+)\]|[*?]|[.+^${}()|[\]\\/]/g, (all, escaped, not, set) => {
    if (escaped !== undefined) return quote(escaped)
    if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\\]]/g, '\\$&')}]`
    if (all === '*') return '.*'
    return all === '?' ? '.' : quote(all)
  })
  return new RegExp(`^${source}$`, 's')
}

function quote(char: string): string {
  return /[\w\s]/.test(char) ? char : `\\${char}`
}
