import type { Problem } from '../lessons/lesson.ts'
import { MOST_LESSON_BYTES } from './pack.ts'

/** A pack that cannot be opened: why, in words for whoever opens it, with places where there are some. */
export class PackError extends Error {
  override readonly name = 'PackError'
  constructor(
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(
      [message, ...problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)].join(
        '\n',
      ),
    )
  }
}

export const TOO_LARGE = 'the pack is too large'

/** A lesson, `pack.yaml` or a zip has more bytes than it may. */
export class SizeFault extends PackError {}

/** What is told of such a file. */
export function sizeFault(file: string, most = MOST_LESSON_BYTES): SizeFault {
  return new SizeFault(`${file} is larger than ${most} bytes`)
}
