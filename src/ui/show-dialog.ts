import { type ComponentChild, render } from 'preact'

/** Puts a dialog into the page, outside of all that is drawn there; `make` is given what takes it out again, which is returned, too. */
export function showDialog(make: (close: () => void) => ComponentChild): () => void {
  const host = document.createElement('div')
  const close = () => {
    render(null, host)
    host.remove()
  }
  document.body.append(host)
  render(make(close), host)
  return close
}
