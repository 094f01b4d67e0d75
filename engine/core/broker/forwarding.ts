/** Handlers of APIs that a broker does not answer itself. */
import type { ApiName } from '../protocol/apis.ts'
import { FORWARDED } from './controller-channel.ts'
import type { Answer, BrokerServices, Handler } from './handler.ts'
import type { Handlers } from './router.ts'

/** Hands the request on as it came. */
export function forwarding<N extends ApiName>(name: N): Handler<N> {
  return async (context, request, { controller }) => (await controller.forward(context, name, request)) as Answer<N>
}

/** A forwarding handler for each of the APIs that only the controller answers. */
export const FORWARDING_HANDLERS: Handlers<BrokerServices> = Object.fromEntries(
  FORWARDED.map((name) => [name, forwarding(name)]),
)
