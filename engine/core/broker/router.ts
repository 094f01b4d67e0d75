/** Which handler answers a request, in which versions, on which listeners. */
import { DecodeError } from '../base/bytes.ts'
import { ALL_APIS, APIS, type ApiName } from '../protocol/apis.ts'
import { supports } from '../protocol/codec.ts'
import type { RequestOf } from '../protocol/frame.ts'
import { type Api, bounds, type Message } from '../protocol/schema.ts'
import type { Answer, Handler, RequestContext, Role } from './handler.ts'

/** The handlers of a role, by the name of their API. */
export type Handlers<Services> = { readonly [N in ApiName]?: Handler<N, Services> }

/** A handler bound to its services. */
export interface Route {
  readonly api: Api
  handle(context: RequestContext, request: unknown): Answer<ApiName> | Promise<Answer<ApiName>>
}

/** A range of versions as ApiVersions tells it. */
export interface ApiVersionRange {
  readonly apiKey: number
  readonly minVersion: number
  readonly maxVersion: number
}

/** All APIs that one role serves. */
export class Router {
  private readonly routes: ReadonlyMap<number, Route>

  private constructor(
    readonly role: Role,
    routes: Iterable<Route>,
  ) {
    this.routes = new Map([...routes].map((route) => [route.api.key, route]))
  }

  /** A router over a table of handlers. APIs whose schema does not name the role are left out. */
  static of<Services>(role: Role, handlers: Handlers<Services>, services: Services): Router {
    const routes = (Object.keys(handlers) as ApiName[])
      .filter((name) => (APIS[name].request as Message).listeners?.includes(role))
      .map((name) => bind(name, handlers[name] as Handler<ApiName, Services>, services))
    return new Router(role, routes)
  }

  /** The route of a request's key and version. Throws DecodeError for what is not served: the connection is then closed. */
  route(apiKey: number, version: number): Route {
    const known = ALL_APIS.get(apiKey)
    if (!known) throw new DecodeError(`Unexpected error, no api key ${apiKey}`)
    const route = this.routes.get(apiKey)
    if (!route)
      throw new DecodeError(`Received request api key ${known.name} with version ${version} which is not enabled`)
    const { api } = route
    if (!supports(api.request, version) || version === api.request.unstable)
      throw new DecodeError(
        `Received request for api with key ${apiKey} (${api.name}) and unsupported version ${version}`,
      )
    return route
  }

  /** What ApiVersions tells, by key. Produce starts at 0, or old librdkafka would not compress (KAFKA-18659). */
  versions(): ApiVersionRange[] {
    return [...this.routes.values()]
      .map(({ api }) => {
        const { min, max } = bounds(api.request.versions)
        return { apiKey: api.key, minVersion: api.key === APIS.Produce.key ? 0 : min, maxVersion: max }
      })
      .sort((a, b) => a.apiKey - b.apiKey)
  }
}

function bind<Services>(name: ApiName, handler: Handler<ApiName, Services>, services: Services): Route {
  return {
    api: APIS[name],
    handle: (context, request) => handler(context, request as RequestOf<ApiName>, services),
  }
}
