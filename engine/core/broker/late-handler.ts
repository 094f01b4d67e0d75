import type { Part } from '../base/part.ts'
import type { ApiName } from '../protocol/apis.ts'
import type { Handler } from './handler.ts'

/** A handler of a part of the program that is loaded with the first request for one of its handlers. */
export function whenThere<All, N extends ApiName, Services>(
  part: Part<All>,
  find: (all: All) => Handler<N, Services>,
): Handler<N, Services> {
  return (context, request, services) => {
    const loading = part.loading()
    const handle = () => find(part.now)(context, request, services)
    return loading ? loading.then(handle) : handle()
  }
}
