/** Where and how two values differ first: `partitions is 2 here, 1 there`. Undefined: they do not. */
export function differenceOf(ours: unknown, theirs: unknown, path = ''): string | undefined {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return undefined
  if (!isNested(ours) || !isNested(theirs)) return `${path && `${path} is `}${said(ours)} here, ${said(theirs)} there`
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
  const inner = names.map((name) => differenceOf(ours[name], theirs[name], path ? `${path}.${name}` : name))
  return inner.find((one) => one !== undefined) ?? `${path || 'the order of the fields'} differs`
}

/** A value in a message. */
export function said(value: unknown): string {
  if (value === undefined) return 'left out'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isNested(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null
}
