/** The round was aborted: the log is being cut, closed or deleted. */
export class CleaningAborted extends Error {
  override readonly name = 'CleaningAborted'
}
