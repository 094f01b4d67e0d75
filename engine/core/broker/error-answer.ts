import { Part } from '../base/part.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import type { Forwardable, WholeError } from './forwardable.ts'

const ANSWERS = new Part(() => import('./error-answers.ts'))

/** What the API answers with one error for all that the request asks. */
export async function errorAnswer<N extends Forwardable>(
  name: N,
  error: WholeError,
  request: RequestOf<N>,
): Promise<ResponseInit<N>> {
  const { ERROR_ANSWERS } = await ANSWERS.get()
  return ERROR_ANSWERS[name](error, request)
}
