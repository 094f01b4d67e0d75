import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from './strings.ts'

/** A component whose code is fetched when it is first shown, or when `fetch` is called before. */
export type LazyComponent<Props> = ComponentType<Props> & {
  /** Fetches the code; fails when that cannot be done. */
  fetch(): Promise<void>
}

/** A component whose code is fetched when it is first shown. What cannot be fetched says so in its place. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyComponent<Props> {
  let loaded: ComponentType<Props> | undefined
  const fetch = async () => {
    loaded ??= await load()
  }
  function Lazy(props: Props) {
    const [problem, setProblem] = useState<string>()
    const [, setThere] = useState(loaded !== undefined)
    useEffect(() => {
      if (loaded) return
      fetch().then(
        () => setThere(true),
        (error: unknown) => setProblem(String(error)),
      )
    }, [])
    const Component = loaded
    if (Component) return <Component {...props} />
    return problem === undefined ? null : (
      <p class="empty">
        {t('This part of the page could not be fetched: reload it when you are online.')} {problem}
      </p>
    )
  }
  return Object.assign(Lazy, { fetch })
}
