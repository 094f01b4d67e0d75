/** A folder that a process cannot start on; the message is Kafka's. */
export class StartupError extends Error {
  override readonly name = 'StartupError'
}
