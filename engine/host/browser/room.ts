/** Bytes that the browser would still store for this origin; where it does not say, without end. */
export async function roomLeft(): Promise<number> {
  const { quota = Number.POSITIVE_INFINITY, usage = 0 } = (await navigator.storage?.estimate()) ?? {}
  return quota - usage
}
