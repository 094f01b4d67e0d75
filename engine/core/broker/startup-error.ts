/** Why a process cannot start; the message is Kafka's, the name that of Java's class. */
export class StartupError extends Error {
  override readonly name: string

  constructor(message: string, options: ErrorOptions & { readonly javaClass?: string } = {}) {
    super(message, options)
    this.name = options.javaClass ?? 'java.lang.RuntimeException'
  }
}
