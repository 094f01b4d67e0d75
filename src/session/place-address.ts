/** The address of a place in a lesson, with the pack and all else that is asked for now. */
export function addressOf(
  now: URL,
  lesson: string,
  { pack, line }: { pack?: string | null; line?: number } = {},
): string {
  const url = new URL(now)
  url.searchParams.delete('lesson')
  if (pack === null) url.searchParams.delete('pack')
  else if (pack !== undefined) url.searchParams.set('pack', pack)
  url.hash = `/${lesson}${line === undefined ? '' : `/${line}`}`
  return url.href
}
