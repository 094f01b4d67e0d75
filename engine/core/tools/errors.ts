/** How Java tools wrap and print failures. */
import { clientException, KafkaException } from '../client/errors.ts'
import { javaText, javaTrace, messageOf, type ToolIo } from './tool.ts'

/** `java.util.concurrent.ExecutionException` around what a request failed with. */
export function executionException(cause: unknown): KafkaException {
  return new KafkaException(javaText(cause), { javaClass: 'java.util.concurrent.ExecutionException', cause })
}

/** What a tool waits for: requests that fail are told as an {@link executionException}, the tool's own failures as they are. */
export async function awaited<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof KafkaException) || error instanceof TerseException) throw error
    throw executionException(error)
  }
}

export function runtimeException(cause: unknown): KafkaException {
  return new KafkaException(javaText(cause), { javaClass: 'java.lang.RuntimeException', cause })
}

const ILLEGAL_ARGUMENT = 'java.lang.IllegalArgumentException'

export function illegalArgument(message: string): KafkaException {
  return clientException(ILLEGAL_ARGUMENT, message)
}

export function isIllegalArgument(error: unknown): error is KafkaException {
  return error instanceof KafkaException && error.javaClass === ILLEGAL_ARGUMENT
}

export function adminFailed(message: string): KafkaException {
  return clientException('org.apache.kafka.tools.AdminCommandFailedException', message)
}

export function adminOperation(message: string): KafkaException {
  return clientException('org.apache.kafka.tools.AdminOperationException', message)
}

/** A failure that is told in its message alone. */
export class TerseException extends KafkaException {
  constructor(message: string) {
    super(message, { javaClass: 'org.apache.kafka.server.util.TerseException' })
  }
}

/** Style of most tools: the message, then the exception with its (here empty) stack, exit 1; terse ones the message alone. */
export function printFailure(io: ToolIo, error: unknown): number {
  io.stderr.write(`${messageOf(error)}\n`)
  if (!(error instanceof TerseException)) io.stderr.write(`${javaTrace(error)}\n\n`)
  return 1
}

/** A plain `java.lang.RuntimeException`. */
export function runtimeExceptionText(message: string): KafkaException {
  return clientException('java.lang.RuntimeException', message)
}
