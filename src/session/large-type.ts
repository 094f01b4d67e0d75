import { prefersLarge, presenting } from './settings.ts'

/** Large type, or none, from now on; what the address asks for is over. */
export function setLargeType(isLarge: boolean): void {
  presenting.value = isLarge
  prefersLarge.value = isLarge
  history.replaceState(history.state, '', withoutLargeType(location.href))
}

/** An address for somebody else, whose type is as large as they like. */
export function withoutLargeType(address: string): URL {
  const url = new URL(address)
  url.searchParams.delete('present')
  return url
}
