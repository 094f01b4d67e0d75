/** What a producer says of requests that failed, in the words of Java's `Sender`. */
import { Errors, errorName } from '../protocol/errors.ts'
import { DisconnectException, exceptionOf, type KafkaException, TimeoutException } from './errors.ts'
import type { Node } from './network-client.ts'

/** What a batch is told when its request had no answer (`Sender.handleProduceResponse`). */
export function unanswered({ id }: Node, error: KafkaException): KafkaException {
  if (error instanceof TimeoutException)
    return exceptionOf(Errors.REQUEST_TIMED_OUT, `Disconnected from node ${id} due to timeout`)
  if (error instanceof DisconnectException) return exceptionOf(Errors.NETWORK_EXCEPTION, `Disconnected from node ${id}`)
  return error
}

/** A batch is sent again; `partition` as `orders-0`, `message`: the broker's own, if it gave one. */
export function retryText(
  partition: string,
  request: { readonly correlationId: number },
  again: { readonly left: number; readonly code: number; readonly message: string | null },
): string {
  const summary = `${errorName(again.code)}${again.message ? `. Error Message: ${again.message}` : ''}`
  const which = `with correlation id ${request.correlationId} on topic-partition ${partition}`
  return `Got error produce response ${which}, retrying (${again.left} attempts left). Error: ${summary}`
}

export function splitText(partition: string, records: number): string {
  return `Got error produce response on topic-partition ${partition}, splitting and retrying (${records} records). Error: MESSAGE_TOO_LARGE`
}

/** The error says that the metadata is old. */
export function staleText(partition: string, error: KafkaException): string {
  const where = `in produce request on partition ${partition}`
  return error.code === Errors.UNKNOWN_TOPIC_OR_PARTITION
    ? `Received unknown topic or partition error ${where}. The topic-partition may not exist or the user may not have Describe access to it`
    : `Received invalid metadata error ${where} due to ${error} Going to request metadata update now`
}
