/** Handlers of APIs that a broker does not answer itself. */
import { FORWARDED, type Forwardable } from './forwardable.ts'
import type { BrokerServices, Handler } from './handler.ts'
import type { Handlers } from './router.ts'

/** Hands the request on as it came. */
function forwarding<N extends Forwardable>(name: N): Handler<N> {
  return (context, request, { controller }) => controller.forward(context, name, request)
}

/** A forwarding handler for each of the APIs that only the controller answers. */
export const FORWARDING_HANDLERS: Handlers<BrokerServices> = Object.fromEntries(
  FORWARDED.map((name) => [name, forwarding(name)]),
)
