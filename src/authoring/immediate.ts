/** `setImmediate`, by which the simulated room lets promises settle between its events: workers have none. */
const waiting: (() => void)[] = []
const { port1, port2 } = new MessageChannel()
port1.onmessage = () => waiting.shift()?.()

Object.assign(globalThis, {
  setImmediate(run: () => void) {
    waiting.push(run)
    port2.postMessage(null)
  },
})
